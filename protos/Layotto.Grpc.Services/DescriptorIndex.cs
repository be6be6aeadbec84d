using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Layotto.Grpc.Services;

/// <summary>Finds the files of symbols among the descriptors of services and of all that they import.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);

    public DescriptorIndex(IEnumerable<ServiceDescriptor> services)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            names.Add(service.FullName);
            AddFile(service.File);
        }

        ServiceNames = [.. names];
    }

    public IReadOnlyList<string> ServiceNames { get; }

    /// <summary>A file and all it imports, the file itself first; an import that the stream has seen is left out.</summary>
    public static IEnumerable<ByteString> WithDependencies(FileDescriptor file, HashSet<string> sent)
    {
        sent.Add(file.Name);
        yield return file.SerializedData;
        var queue = new Queue<FileDescriptor>(file.Dependencies);
        while (queue.TryDequeue(out var dependency))
        {
            if (!sent.Add(dependency.Name))
                continue;
            yield return dependency.SerializedData;
            foreach (var next in dependency.Dependencies)
                queue.Enqueue(next);
        }
    }

    public FileDescriptor? FindFile(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FindSymbol(string name) => _symbols.GetValueOrDefault(name);

    public bool IsMessage(string name) => _messages.Contains(name);

    public FileDescriptor? FindExtension(string type, int number) =>
        _extensions.TryGetValue(type, out var extensions) ? extensions.GetValueOrDefault(number) : null;

    public IEnumerable<int> ExtensionNumbers(string type) =>
        _extensions.TryGetValue(type, out var extensions) ? extensions.Keys : [];

    private void AddFile(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
            return;
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
                _symbols[method.FullName] = file;
        }

        foreach (var message in file.MessageTypes)
            AddMessage(message, file);
        foreach (var enumeration in file.EnumTypes)
            AddEnum(enumeration, file);
        foreach (var extension in file.Extensions.UnorderedExtensions)
            AddExtension(extension, file);
        foreach (var dependency in file.Dependencies)
            AddFile(dependency);
    }

    private void AddMessage(MessageDescriptor message, FileDescriptor file)
    {
        _symbols[message.FullName] = file;
        _messages.Add(message.FullName);
        foreach (var field in message.Fields.InDeclarationOrder())
            _symbols[field.FullName] = file;
        foreach (var oneof in message.Oneofs)
            _symbols[oneof.FullName] = file;
        foreach (var nested in message.NestedTypes)
            AddMessage(nested, file);
        foreach (var enumeration in message.EnumTypes)
            AddEnum(enumeration, file);
        foreach (var extension in message.Extensions.UnorderedExtensions)
            AddExtension(extension, file);
    }

    // An enum's values are named beside it, not within it, as in C++.
    private void AddEnum(EnumDescriptor enumeration, FileDescriptor file)
    {
        _symbols[enumeration.FullName] = file;
        var scope = enumeration.FullName[..^enumeration.Name.Length];
        foreach (var value in enumeration.Values)
            _symbols[scope + value.Name] = file;
    }

    private void AddExtension(FieldDescriptor extension, FileDescriptor file)
    {
        _symbols[extension.FullName] = file;
        var type = extension.ExtendeeType.FullName;
        if (!_extensions.TryGetValue(type, out var extensions))
            _extensions[type] = extensions = [];
        extensions[extension.FieldNumber] = file;
    }
}
