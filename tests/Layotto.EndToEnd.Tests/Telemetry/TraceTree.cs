using System.Text.Json;
using Layotto.Testing;
using Layotto.Testing.Processes;
using Xunit;

namespace Layotto.EndToEnd.Tests.Telemetry;

/// <summary>The spans that gateways sent to a collector, by OTLP over HTTP or by Zipkin's JSON, as a tree.</summary>
internal sealed class TraceTree
{
    private const int ServerKind = 2;
    private const int ProducerKind = 4;

    private TraceTree(List<Span> spans) => Spans = spans;

    /// <summary>All spans.</summary>
    public IReadOnlyList<Span> Spans { get; }

    /// <summary>Stops gateways, which send what they have before they end, and reads what the collector got.</summary>
    public static async Task<TraceTree> StopAndReadAsync(Collector collector, params GatewayProcess[] gateways)
    {
        foreach (var gateway in gateways)
        {
            gateway.Signal("TERM");
            Assert.Equal(0, await gateway.WaitForExitAsync());
        }

        return new TraceTree([.. collector.Rest().SelectMany(post => post.Path == "/v1/traces" ? ReadOtlp(post.Body) : ReadZipkin(post.Body))]);
    }

    /// <summary>The path from the root to the only leaf: each span is the only child of the one before. Fails where they are no such chain.</summary>
    /// <param name="remoteParent">The parent of the root: the span of whoever called first; empty for none.</param>
    public IReadOnlyList<Span> Chain(string remoteParent = "")
    {
        Assert.Single(Spans.Select(span => span.TraceId).Distinct());
        var chain = new List<Span>();
        var parent = remoteParent;
        while (Spans.Where(span => span.ParentId == parent).ToList() is { Count: > 0 } children)
        {
            chain.Add(Assert.Single(children));
            parent = chain[^1].Id;
        }

        Assert.Equal(Spans.Count, chain.Count);
        return chain;
    }

    private static IEnumerable<Span> ReadOtlp(byte[] body)
        => from resource in new WireMessage(body).Messages(1)
           let service = resource.Messages(1).Single().Messages(1).Single(attribute => attribute.Text(1) == "service.name").Messages(2).Single().Text(1)
           from scope in resource.Messages(2)
           from span in scope.Messages(2)
           select new Span(
               span.Hexadecimal(1), span.Hexadecimal(2), span.Hexadecimal(4), service, span.Text(5),
               span.Number(6) switch { ServerKind => "SERVER", ProducerKind => "PRODUCER", _ => "CLIENT" });

    private static List<Span> ReadZipkin(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return
        [
            .. document.RootElement.EnumerateArray().Select(span => new Span(
                span.GetProperty("traceId").GetString()!,
                span.GetProperty("id").GetString()!,
                span.TryGetProperty("parentId", out var parent) ? parent.GetString()! : "",
                span.GetProperty("localEndpoint").GetProperty("serviceName").GetString()!,
                span.GetProperty("name").GetString()!,
                span.GetProperty("kind").GetString()!)),
        ];
    }

    /// <summary>A span.</summary>
    internal sealed record Span(string TraceId, string Id, string ParentId, string Service, string Name, string Kind)
    {
        /// <summary>The <c>traceparent</c> of whoever was called on its behalf.</summary>
        public string TraceParent => $"00-{TraceId}-{Id}-01";

        /// <summary>Who did what.</summary>
        public override string ToString() => $"{Service} {Kind} {Name}";
    }
}
