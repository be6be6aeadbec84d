namespace Layotto.Components.Bindings;

/// <summary>The operations that many output bindings have, in Dapr's words.</summary>
public static class BindingOperations
{
    /// <summary>Makes something new: a message, a file, a row.</summary>
    public const string Create = "create";

    /// <summary>Reads something.</summary>
    public const string Get = "get";

    /// <summary>Takes something away.</summary>
    public const string Delete = "delete";

    /// <summary>Tells what there is.</summary>
    public const string List = "list";
}
