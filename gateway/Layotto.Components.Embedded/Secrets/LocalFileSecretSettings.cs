using Layotto.Components.Metadata;

namespace Layotto.Components.Embedded.Secrets;

/// <summary>The settings of <c>secretstores.local.file</c>.</summary>
internal sealed record LocalFileSecretSettings(string Path, string Separator, bool IsMultiValued)
{
    private static readonly MetadataField<string> SecretsFile = MetadataField.Text(
        "secretsFile", "The path of the JSON file with the secrets.") with { IsRequired = true, Example = "secrets.json" };

    private static readonly MetadataField<string> NestedSeparator = MetadataField.Text(
        "nestedSeparator", "What joins the names of nested members into the name of a secret.", ":");

    private static readonly MetadataField<bool> MultiValued = MetadataField.Boolean(
        "multiValued", "Whether a member at the top of the file is one secret with several values, instead of each nested member being one.");

    public static MetadataSchema Schema { get; } = new(SecretsFile, NestedSeparator, MultiValued);

    public static LocalFileSecretSettings Read(ComponentMetadata metadata)
        => new(System.IO.Path.GetFullPath(SecretsFile.Read(metadata)), NestedSeparator.Read(metadata), MultiValued.Read(metadata));
}
