using Google.Protobuf.Reflection;

namespace Layotto.Protos.Tests;

/// <summary>A compiled proto file in the words of the wire tables.</summary>
internal static class DescriptorLines
{
    public static SortedDictionary<string, SortedSet<string>> Of(FileDescriptor file)
    {
        var items = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var service in file.Services)
            items[$"service {service.FullName}"] = Lines(service.Methods.Select(Rpc));
        foreach (var type in file.EnumTypes)
            AddEnum(items, type);
        foreach (var message in file.MessageTypes)
            AddMessage(items, message);
        return items;
    }

    private static void AddMessage(SortedDictionary<string, SortedSet<string>> items, MessageDescriptor message)
    {
        if (message.GetOptions()?.MapEntry == true)
            return;
        var reserved = message.ToProto().ReservedRange.Select(range => $"reserved {range.Start}..{range.End - 1}");
        items[$"message {message.FullName}"] = Lines(message.Fields.InDeclarationOrder().Select(Field).Concat(reserved));
        foreach (var type in message.EnumTypes)
            AddEnum(items, type);
        foreach (var nested in message.NestedTypes)
            AddMessage(items, nested);
    }

    private static void AddEnum(SortedDictionary<string, SortedSet<string>> items, EnumDescriptor type)
    {
        var reserved = type.ToProto().ReservedRange.Select(range => $"reserved {range.Start}..{range.End}");
        items[$"enum {type.FullName}"] = Lines(type.Values.Select(value => $"{value.Number} {value.Name}").Concat(reserved));
    }

    private static string Rpc(MethodDescriptor method)
    {
        var request = (method.IsClientStreaming ? "stream " : "") + method.InputType.FullName;
        var response = (method.IsServerStreaming ? "stream " : "") + method.OutputType.FullName;
        var deprecated = method.GetOptions()?.Deprecated == true ? " deprecated" : "";
        return $"rpc {method.Name} ({request}) -> ({response}){deprecated}";
    }

    private static string Field(FieldDescriptor field)
    {
        var label = field.IsMap ? "" : field.IsRepeated ? "repeated " : field.ToProto().Proto3Optional ? "optional " : "";
        var group = field.RealContainingOneof is { } oneof ? $" oneof={oneof.Name}" : "";
        return $"{field.FieldNumber} {field.Name} {label}{TypeOf(field)}{group}";
    }

    private static string TypeOf(FieldDescriptor field)
    {
        if (field.IsMap)
            return $"map<{TypeOf(field.MessageType.FindFieldByNumber(1))},{TypeOf(field.MessageType.FindFieldByNumber(2))}>";
        return field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var scalar => scalar.ToString().ToLowerInvariant(),
        };
    }

    private static SortedSet<string> Lines(IEnumerable<string> lines) => new(lines, StringComparer.Ordinal);
}
