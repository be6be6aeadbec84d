using System.Buffers;
using System.Globalization;
using Layotto.Components.Bindings;
using Layotto.Components.Metadata;

namespace Layotto.Components.Embedded.Bindings.Http;

/// <summary><c>bindings.http</c>: calls an HTTP server. The operation is the method; <c>create</c> means POST.</summary>
/// <remarks>
/// The answer's status is told as <c>statusCode</c> and <c>status</c>, its headers under their own names, and that also when the status
/// makes it an error. An answer larger than allowed is an error, where Dapr gives its first part as if it were the whole.
/// </remarks>
public sealed class HttpBinding : IOutputBinding
{
    private const int FirstBufferSize = 4096;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private HttpBindingSettings? _settings;
    private HttpClient? _client;
    private TimeProvider _timeProvider = TimeProvider.System;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Operations { get; } =
        [BindingOperations.Create, "get", "head", "post", "put", "patch", "delete", "options", "trace"];

    internal static MetadataSchema Schema => HttpBindingSettings.Schema;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _settings = HttpBindingSettings.Read(context.Metadata);
        _timeProvider = context.TimeProvider;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            ActivityHeadersPropagator = null,
            SslOptions = await HttpBindingTls.CreateAsync(_settings, cancellationToken).ConfigureAwait(false),
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public async ValueTask<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        if (_settings is null || _client is null)
            throw new InvalidOperationException("The component has to be initialised before it is used.");
        using var message = HttpBindingRequest.Create(_settings, request);
        using var patience = _settings.ResponseTimeout is { } timeout ? new CancellationTokenSource(timeout, _timeProvider) : null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience?.Token ?? CancellationToken.None);
        try
        {
            using var answer = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var body = await ReadBodyAsync(answer, either.Token).ConfigureAwait(false);
            return ToResponse(_settings, request, answer, body);
        }
        catch (OperationCanceledException) when (patience is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
        {
            throw new ComponentException($"{_settings.Url.Host} didn't answer within {GoDuration.Format(_settings.ResponseTimeout!.Value)}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new ComponentException($"{_settings.Url.Host} couldn't be called: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static BindingResponse ToResponse(HttpBindingSettings settings, BindingRequest request, HttpResponseMessage answer, ReadOnlyMemory<byte> body)
    {
        var code = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["statusCode"] = code,
            ["status"] = string.IsNullOrEmpty(answer.ReasonPhrase) ? code : $"{code} {answer.ReasonPhrase}",
        };
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
            metadata[name] = string.Join(", ", (IEnumerable<string>)values);
        var errs = request.Metadata.TryGetValue("errorIfNot2XX", out var asked) && asked.Length > 0 ? Truth.IsTruthy(asked) : settings.ErrorIfNot2xx;
        if (errs && !answer.IsSuccessStatusCode)
            throw new BindingException($"received status code {code}", metadata);
        return new BindingResponse { Data = body, Metadata = metadata, ContentType = answer.Content.Headers.ContentType?.ToString() };
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var limit = _settings!.MaxResponseBodySize;
        if (answer.Content.Headers.ContentLength > limit)
            throw TooLarge(limit);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>(Math.Clamp((int)Math.Min(answer.Content.Headers.ContentLength ?? 0, limit), FirstBufferSize, 1 << 20));
        while (await stream.ReadAsync(buffer.GetMemory(FirstBufferSize), cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > limit)
                throw TooLarge(limit);
        }

        return buffer.WrittenMemory;
    }

    private static ComponentException TooLarge(int limit)
        => new($"the answer has more than {limit} bytes, which is the most that \"maxResponseBodySize\" allows");
}
