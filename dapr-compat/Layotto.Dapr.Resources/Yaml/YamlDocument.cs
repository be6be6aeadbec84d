namespace Layotto.Dapr.Resources.Yaml;

/// <summary>A document that could be read.</summary>
/// <param name="Root">The root; never null.</param>
/// <param name="Origin">Which document it is.</param>
/// <param name="Text">The text it was read from.</param>
/// <param name="HasProblems">Whether it has been complained about all the same.</param>
internal sealed record YamlDocument(YamlNode Root, YamlOrigin Origin, DocumentText Text, bool HasProblems);
