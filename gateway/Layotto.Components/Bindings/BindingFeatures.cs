namespace Layotto.Components.Bindings;

/// <summary>The names of a binding's abilities, as Dapr's metadata API shows them.</summary>
public static class BindingFeatures
{
    /// <summary>Its events go to the app.</summary>
    public const string Input = "INPUT_BINDING";

    /// <summary>The app may invoke it.</summary>
    public const string Output = "OUTPUT_BINDING";
}
