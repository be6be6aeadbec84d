using Layotto.Components;
using Layotto.Components.Specification;
using Layotto.Gateway.ComponentProcesses;
using Layotto.Gateway.Serving;

namespace Layotto.Gateway.Tests.ComponentProcesses;

public sealed class GivenCommandsTests
{
    private static readonly ComponentSpecification Orders = new() { Name = "orders", Type = "state.mine", Command = ["/from/yaml"] };
    private static readonly ComponentSpecification Carts = new() { Name = "carts", Type = "state.in-memory", Command = ["/from/yaml"] };

    [Fact]
    public void A_command_takes_the_place_of_the_one_in_YAML_and_others_stay()
    {
        var components = GivenCommands.Apply([Orders, Carts], Commands("orders"));

        Assert.Equal([["./run", "now"], ["/from/yaml"]], components.Select(component => component.Command));
    }

    [Theory]
    [InlineData("order", "--component-command \"order\": the app has no component of that name; did you mean orders?")]
    [InlineData("payments", "--component-command \"payments\": the app has no component of that name; it has orders, carts.")]
    [InlineData("carts", "--component-command \"carts\": the type state.in-memory is built in, so no process serves it; name the type that the process serves in the component's YAML.")]
    public void A_name_that_no_process_can_serve_is_told(string name, string expected)
        => Assert.Equal([expected], GivenCommands.Check([Orders, Carts], Commands(name), GatewayCatalogue.Create()));

    [Fact]
    public void Without_components_it_is_told_where_they_are_named()
        => Assert.Equal(
            ["--component-command \"orders\": the app has no component; --resources-path names the directories of their YAML."],
            GivenCommands.Check([], Commands("orders"), new ComponentCatalogue()));

    [Fact]
    public void A_component_of_a_type_of_its_own_is_fine()
        => Assert.Empty(GivenCommands.Check([Orders], Commands("orders"), GatewayCatalogue.Create()));

    private static Dictionary<string, IReadOnlyList<string>> Commands(string name) => new(StringComparer.Ordinal) { [name] = ["./run", "now"] };
}
