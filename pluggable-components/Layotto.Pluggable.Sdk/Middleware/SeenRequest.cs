using System.Net;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Layotto.Components;
using Layotto.Components.HttpMiddleware;
using Layotto.Protos.Components.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Pluggable.Sdk.Middleware;

/// <summary>A request as a middleware sees it here, and what the middleware makes of it.</summary>
internal sealed class SeenRequest : IDisposable
{
    private readonly HandleRequestRequest _request;
    private readonly MemoryStream _answer = new();
    private readonly WatchedResponse _response = new();
    private HandleRequestResponse? _passed;
    private int _answerHeaders;

    public SeenRequest(HandleRequestRequest request, CancellationToken cancellationToken)
    {
        _request = request;
        Context = new DefaultHttpContext();
        Context.Features.Set<IHttpResponseFeature>(_response);
        Context.RequestAborted = cancellationToken;
        Context.Request.Method = request.Method;
        Context.Request.Scheme = "http";
        Context.Request.Protocol = "HTTP/1.1";
        RequestTarget.Rewrite(Context, request.Path, request.Query);
        foreach (var header in request.Headers)
            Context.Request.Headers.Append(header.Name, header.Value);
        Context.Request.Body = new MemoryStream(request.Body.ToByteArray(), writable: false);
        if (IPAddress.TryParse(request.RemoteAddress, out var address))
            Context.Connection.RemoteIpAddress = address;
        Context.Response.Body = _answer;
    }

    /// <summary>The request.</summary>
    public DefaultHttpContext Context { get; }

    /// <summary>The rest of the pipeline, as far as the middleware can tell: it takes the request as it is now.</summary>
    /// <exception cref="ComponentException">The middleware wants to see the answer.</exception>
    public async Task PassAsync(HttpContext context)
    {
        if (_passed is not null)
            throw new ComponentException("The middleware passes a request on twice.");
        RequireUntouchedAnswer(_response.Headers.Count);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        var target = RequestTarget.Of(context);
        var passed = new ContinueRequest
        {
            Method = context.Request.Method,
            Path = RequestTarget.PathOf(target).ToString(),
            Query = RequestTarget.QueryOf(target).ToString(),
        };
        var bytes = ByteString.CopyFrom(body.GetBuffer().AsSpan(0, (int)body.Length));
        if (bytes != _request.Body)
            passed.Body = bytes;
        AddHeaderChanges(passed, context.Request.Headers);
        AddAll(passed.AnswerHeaders, _response.Headers);
        _answerHeaders = _response.Headers.Count;
        _passed = new HandleRequestResponse { Continue = passed };
    }

    /// <summary>What became of the request.</summary>
    /// <exception cref="ComponentException">The middleware passed it on, and then touched the answer.</exception>
    public HandleRequestResponse Decide()
    {
        if (_passed is not null)
        {
            RequireUntouchedAnswer(_answerHeaders);
            return _passed;
        }

        var answer = new AnswerRequest { Status = _response.StatusCode, Body = ByteString.CopyFrom(_answer.ToArray()) };
        AddAll(answer.Headers, _response.Headers);
        return new HandleRequestResponse { Answer = answer };
    }

    /// <inheritdoc/>
    public void Dispose() => _answer.Dispose();

    private static void AddAll(RepeatedField<HttpHeader> message, IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
            message.AddRange(values.Select(value => new HttpHeader { Name = name, Value = value ?? "" }));
    }

    // Headers that are there before a request goes on go along with it.
    private void RequireUntouchedAnswer(int headers)
    {
        var isUntouched = _response is { StatusCode: StatusCodes.Status200OK, IsAwaited: false } && _response.Headers.Count == headers
            && Context.Response.Body == _answer && _answer.Length == 0;
        if (!isUntouched)
        {
            throw new ComponentException(
                "The middleware changes answers to requests that it passes on; behind a socket it can change requests, and answer them itself.");
        }
    }

    private void AddHeaderChanges(ContinueRequest passed, IHeaderDictionary headers)
    {
        var before = _request.Headers.ToLookup(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);
        passed.RemoveHeaders.AddRange(before.Select(group => group.Key).Where(name => !headers.ContainsKey(name)));
        foreach (var (name, values) in headers)
        {
            if (!before[name].SequenceEqual(values.Select(value => value ?? ""), StringComparer.Ordinal))
                passed.SetHeaders.Add(values.Select(value => new HttpHeader { Name = name, Value = value ?? "" }));
        }
    }

    /// <summary>Knows whether somebody waits for the answer's beginning.</summary>
    private sealed class WatchedResponse : HttpResponseFeature
    {
        public bool IsAwaited { get; private set; }

        public override void OnStarting(Func<object, Task> callback, object state) => IsAwaited = true;
    }
}
