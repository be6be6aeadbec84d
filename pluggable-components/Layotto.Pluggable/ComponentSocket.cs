namespace Layotto.Pluggable;

/// <summary>The socket that components of a type are reached through.</summary>
/// <param name="Path">The socket's path.</param>
/// <param name="Name">What its components are called within their kind.</param>
/// <param name="Options">What bounds its process.</param>
internal sealed record ComponentSocket(string Path, string Name, PluggableOptions Options);
