using Layotto.Components.HttpMiddleware;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Layotto.Runtime.HttpPipelines;

/// <summary>A call that goes out through a pipeline: it shows the middleware a context, and makes an answer of what they do to it.</summary>
internal sealed class HttpCall : IHttpPipelineEnd, IHttpRequestLifetimeFeature, IDisposable
{
    private readonly HttpRequestMessage _request;
    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _send;
    private readonly CancellationToken _callerToken;
    private readonly CancellationTokenSource _aborting;
    private readonly CancellationToken _abortToken;
    private readonly string _target;
    private readonly HttpCallRequestBody _requestBody;
    private readonly HttpCallResponse _response = new();
    private readonly HttpCallResponseStream _responseStream;
    private readonly StreamResponseBodyFeature _responseBody;
    private readonly TaskCompletionSource<HttpResponseMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpResponseMessage? _passed;
    private Version _version = System.Net.HttpVersion.Version11;

    public HttpCall(
        HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        _request = request;
        _send = send;
        _callerToken = cancellationToken;
        _aborting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _abortToken = _aborting.Token;
        _target = request.RequestUri switch
        {
            null => "/",
            { IsAbsoluteUri: true } uri => uri.PathAndQuery,
            var uri => uri.OriginalString,
        };
        _requestBody = new HttpCallRequestBody(request.Content);
        _responseStream = new HttpCallResponseStream(BeginAnswerAsync, Abort);
        _responseBody = new StreamResponseBodyFeature(_responseStream);
    }

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted { get => _abortToken; set => throw new NotSupportedException(); }

    /// <summary>Sends the call through the pipeline.</summary>
    public Task<HttpResponseMessage> RunAsync(HttpPipeline pipeline)
    {
        _ = PassAsync(pipeline);
        return _answer.Task;
    }

    /// <summary>Stops a call whose answer nobody wants any more.</summary>
    public void Abort()
    {
        try
        {
            _aborting.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has come to its end meanwhile.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aborting.Dispose();

    async Task IHttpPipelineEnd.InvokeAsync(HttpContext context)
    {
        Apply(context.Request);

        // Who wants to see the answer's body has put another stream in the place of ours. Else it goes to the caller as it is.
        var isWatched = context.Features.Get<IHttpResponseBodyFeature>() != _responseBody || _response.HasStarted;
        var answer = await _send(_request, isWatched ? _abortToken : _callerToken).ConfigureAwait(false);
        _version = answer.Version;
        context.Response.StatusCode = (int)answer.StatusCode;
        _response.ReasonPhrase = answer.ReasonPhrase;
        HttpCallHeaders.Copy(answer.Headers, context.Response.Headers);
        HttpCallHeaders.Copy(answer.Content.Headers, context.Response.Headers);
        if (!isWatched)
        {
            _responseStream.Close("The app has given its answer, and nothing can be added to it.");
            _passed = answer;
            return;
        }

        using (answer)
        {
            var body = await answer.Content.ReadAsStreamAsync(_abortToken).ConfigureAwait(false);
            await body.CopyToAsync(context.Response.Body, _abortToken).ConfigureAwait(false);
        }
    }

    private async Task PassAsync(HttpPipeline pipeline)
    {
        try
        {
            await pipeline.InvokeAsync(CreateContext(), this).ConfigureAwait(false);
            if (_passed is not null)
                await FinishPassedAsync(_passed).ConfigureAwait(false);
            else
                await _responseBody.CompleteAsync().ConfigureAwait(false);
            _responseStream.End(null);
        }
        catch (Exception exception)
        {
            _passed?.Dispose();
            if (!_answer.TrySetException(exception))
                _responseStream.End(exception);
        }

        await _response.CompletedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
    }

    private DefaultHttpContext CreateContext()
    {
        var request = new HttpRequestFeature
        {
            Method = _request.Method.Method,
            Scheme = "http",
            Protocol = "HTTP/1.1",
            Path = Uri.UnescapeDataString(RequestTarget.PathOf(_target)),
            RawTarget = _target,
            Body = _requestBody,
        };
        var query = RequestTarget.QueryOf(_target);
        request.QueryString = query.Length == 0 ? "" : $"?{query}";
        HttpCallHeaders.Copy(_request.Headers, request.Headers);
        if (_request.Content is { } content)
            HttpCallHeaders.Copy(content.Headers, request.Headers);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpRequestLifetimeFeature>(this);
        features.Set<IHttpResponseFeature>(_response);
        features.Set<IHttpResponseBodyFeature>(_responseBody);
        return new DefaultHttpContext(features);
    }

    // Takes over what middleware has made of the request.
    private void Apply(HttpRequest request)
    {
        _request.Method = HttpMethod.Parse(request.Method);
        var target = RequestTarget.Of(request.HttpContext);
        if (target != _target)
        {
            _request.RequestUri = _request.RequestUri is { IsAbsoluteUri: true } uri
                ? new Uri(uri.GetLeftPart(UriPartial.Authority) + target)
                : new Uri(target, UriKind.Relative);
        }

        // Where there was no body, one that is announced by nothing is still none, whoever has wrapped it.
        var isUntouched = request.Body == _requestBody && !_requestBody.IsRead;
        var isStillNone = _request.Content is null && request.ContentLength is null or 0 && request.ContentType is null;
        if (!isUntouched && !isStillNone)
            _request.Content = new HttpCallContent(request.Body, _request.Content);
        HttpCallHeaders.Replace(request.Headers, _request.Headers, _request.Content?.Headers);
    }

    // The answer begins with the first bytes of a body that goes through a middleware, or is its own.
    private async Task BeginAnswerAsync(Stream body)
    {
        await _response.StartAsync().ConfigureAwait(false);
        var answer = new HttpResponseMessage((System.Net.HttpStatusCode)_response.StatusCode)
        {
            Version = _version,
            ReasonPhrase = _response.ReasonPhrase,
            RequestMessage = _request,
            Content = new StreamContent(body),
        };
        HttpCallHeaders.Replace(_response.Headers, answer.Headers, answer.Content.Headers);
        _answer.TrySetResult(answer);
    }

    private async Task FinishPassedAsync(HttpResponseMessage answer)
    {
        await _response.StartAsync().ConfigureAwait(false);
        if ((int)answer.StatusCode != _response.StatusCode)
        {
            answer.StatusCode = (System.Net.HttpStatusCode)_response.StatusCode;
            answer.ReasonPhrase = null;
        }

        HttpCallHeaders.Replace(_response.Headers, answer.Headers, answer.Content.Headers);
        _answer.TrySetResult(answer);
    }
}
