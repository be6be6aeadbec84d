using Layotto.Runtime.Invocation;

namespace Layotto.Runtime.Tests.Invocation;

public sealed class AccessControlTests
{
    private static readonly CallerIdentity Caller = new("public", "default", "caller");

    [Theory]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "a", true)]
    [InlineData("a", "/a", true)]
    [InlineData("/A", "/a", true)]
    [InlineData("/a", "/A", true)]
    [InlineData("/a", "/b", false)]
    [InlineData("/a", "/ab", false)]
    [InlineData("/a", "/a/b", true)]
    [InlineData("/a/b", "/a", false)]
    [InlineData("/a/*", "/a/b", true)]
    [InlineData("/a/*", "/a", true)]
    [InlineData("/a/*", "/a/b/c", false)]
    [InlineData("/a/**", "/a/b/c/d", true)]
    [InlineData("/**", "/x/y", true)]
    [InlineData("/a*", "/abc", true)]
    [InlineData("/a*c", "/abbc", true)]
    [InlineData("/a*c", "/abbd", false)]
    [InlineData("/a*b*c", "/aXbYbZc", true)]
    [InlineData("/pre*/x", "/prefix/x", true)]
    public void Paths_are_matched_by_segments(string rule, string operation, bool matches)
        => Assert.Equal(matches, Control(new AccessOperation(rule, ["*"], IsAllowed: true)).Allows(Caller, operation, "GET"));

    [Fact]
    public void Case_counts_for_gRPC_apps()
    {
        var control = new AccessControl(false, [Policy(new AccessOperation("/Service/Method", [], IsAllowed: true))], isHttp: false);
        Assert.True(control.Allows(Caller, "/Service/Method", null));
        Assert.False(control.Allows(Caller, "/service/method", null));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("POST", false)]
    [InlineData("get", false)]
    [InlineData(null, false)]
    public void Verbs_are_those_listed(string? verb, bool allowed)
        => Assert.Equal(allowed, Control(new AccessOperation("/a", ["GET", "PUT"], IsAllowed: true)).Allows(Caller, "/a", verb));

    [Fact]
    public void An_operation_goes_before_its_app_and_that_before_all()
    {
        var control = new AccessControl(
            allowsByDefault: false,
            [
                Policy(new AccessOperation("/closed", ["*"], IsAllowed: false)) with { AllowsByDefault = true },
                new AccessPolicy { AppId = "other", Namespace = "default", TrustDomain = "public" },
            ],
            isHttp: true);
        Assert.False(control.Allows(Caller, "/closed", "GET"));
        Assert.True(control.Allows(Caller, "/open", "GET"));
        Assert.False(control.Allows(Caller with { AppId = "other" }, "/open", "GET"));
        Assert.False(control.Allows(Caller with { AppId = "unlisted" }, "/open", "GET"));
        Assert.False(control.Allows(Caller with { Namespace = "elsewhere" }, "/open", "GET"));
        Assert.False(control.Allows(Caller with { TrustDomain = "foreign" }, "/open", "GET"));
        Assert.False(control.Allows(null, "/open", "GET"));
    }

    [Fact]
    public void A_caller_nobody_knows_gets_the_default_of_all()
    {
        var control = new AccessControl(allowsByDefault: true, [Policy(new AccessOperation("/a", ["*"], IsAllowed: false))], isHttp: true);
        Assert.True(control.Allows(null, "/a", "GET"));
        Assert.False(control.IsOpen);
        Assert.True(AccessControl.Open.IsOpen);
    }

    [Fact]
    public void Of_children_that_fit_the_first_is_taken()
    {
        var control = Control(new AccessOperation("/a*", ["*"], IsAllowed: false), new AccessOperation("/ab", ["*"], IsAllowed: true));
        Assert.False(control.Allows(Caller, "/ab", "GET"));
    }

    [Fact]
    public void A_long_pattern_takes_no_longer_than_its_text()
        => Assert.False(Control(new AccessOperation("/" + string.Concat(Enumerable.Repeat("*a", 500)) + "b", ["*"], IsAllowed: true))
            .Allows(Caller, "/" + new string('a', 2000), "GET"));

    private static AccessPolicy Policy(params AccessOperation[] operations)
        => new() { AppId = "caller", Namespace = "default", TrustDomain = "public", Operations = operations };

    private static AccessControl Control(params AccessOperation[] operations) => new(allowsByDefault: false, [Policy(operations)], isHttp: true);
}
