using System.Net;
using System.Text;
using Grpc.Core;
using Layotto.Dapr.Apps;
using Layotto.Runtime.Apps;

namespace Layotto.Dapr.Tests.Apps;

/// <summary>An app over HTTP that answers as the test says, and keeps the last request.</summary>
internal sealed class FakeChannel : IAppChannel
{
    public Func<HttpResponseMessage> Answer { get; set; } = static () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };

    public HttpRequestMessage? Last { get; private set; }

    public string LastBody { get; private set; } = "";

    public string LastContentType { get; private set; } = "";

    public bool IsGrpc => false;

    public AppHealth Health { get; } = new(isHealthy: true);

    public CallInvoker Invoker => throw new InvalidOperationException("The app speaks HTTP.");

    public static Func<HttpResponseMessage> With(int status, string body)
        => () => new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Last = request;
        LastBody = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "";
        LastContentType = request.Content?.Headers.ContentType?.ToString() ?? "";
        return Answer();
    }
}
