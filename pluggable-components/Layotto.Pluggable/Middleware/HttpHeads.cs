using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Google.Protobuf.Collections;
using Layotto.Components;
using Layotto.Components.HttpMiddleware;
using Layotto.Protos.Components.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Layotto.Pluggable.Middleware;

/// <summary>
/// Between the server's requests and answers and the messages about them. What a process wants to change is checked as a whole before
/// any of it is done.
/// </summary>
internal static class HttpHeads
{
    // Which message ends where is between the gateway and its peer alone; a process that could say so could smuggle requests.
    private static readonly FrozenSet<string> Framing = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Content-Length", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade");

    // RFC 9110, 5.6.2.
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> NotInValues = SearchValues.Create("\r\n\0");

    /// <summary>The head of a request.</summary>
    public static HandleRequestRequest ToRequest(HttpContext context)
    {
        var target = RequestTarget.Of(context);
        var request = new HandleRequestRequest
        {
            Method = context.Request.Method,
            Path = RequestTarget.PathOf(target).ToString(),
            Query = RequestTarget.QueryOf(target).ToString(),
            RemoteAddress = context.Connection.RemoteIpAddress?.ToString() ?? "",
        };
        AddAll(request.Headers, context.Request.Headers);
        return request;
    }

    /// <summary>Adds headers to a message.</summary>
    public static void AddAll(RepeatedField<HttpHeader> message, IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                message.Add(new HttpHeader { Name = name, Value = value ?? "" });
        }
    }

    /// <summary>Changes a request before it goes on.</summary>
    /// <exception cref="ComponentException">A change can't be made; the request is as it was.</exception>
    public static void Apply(ContinueRequest changes, HttpContext context)
    {
        var target = RequestTarget.Of(context);
        var path = changes.HasPath ? changes.Path : RequestTarget.PathOf(target).ToString();
        var query = changes.HasQuery ? changes.Query : RequestTarget.QueryOf(target).ToString();
        if (changes.HasPath && !IsPath(path))
            throw new ComponentException("the process gave the request a path that can't be one; it must begin with a slash and be percent-encoded");
        if (changes.HasQuery && !IsQuery(query))
            throw new ComponentException("the process gave the request a query that can't be one; it must be percent-encoded, without its question mark");
        if (changes.HasMethod && !IsToken(changes.Method))
            throw new ComponentException("the process gave the request a method that can't be one");
        var headers = Group(changes.SetHeaders);
        var answerHeaders = Group(changes.AnswerHeaders);
        if (changes.HasMethod)
            context.Request.Method = changes.Method;
        if (changes.HasPath || changes.HasQuery)
            RequestTarget.Rewrite(context, path, query);
        Change(context.Request.Headers, changes.RemoveHeaders, headers);
        Change(context.Response.Headers, [], answerHeaders);
    }

    /// <summary>Changes the head of an answer.</summary>
    /// <exception cref="ComponentException">A change can't be made; the answer is as it was.</exception>
    public static void Apply(HandleResponseResponse changes, HttpResponse response)
    {
        if (changes.HasStatus)
            RequireStatus(changes.Status);
        var headers = Group(changes.SetHeaders);
        if (changes.HasStatus)
            response.StatusCode = changes.Status;
        Change(response.Headers, changes.RemoveHeaders, headers);
    }

    /// <summary>Answers a request as a process wants it.</summary>
    /// <exception cref="ComponentException">It can't be answered like that.</exception>
    public static async Task AnswerAsync(HttpContext context, AnswerRequest answer)
    {
        RequireStatus(answer.Status);
        var headers = Group(answer.Headers);
        context.Response.StatusCode = answer.Status;
        Change(context.Response.Headers, [], headers);
        if (answer.Status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
            return;
        context.Response.ContentLength = answer.Body.Length;
        if (!answer.Body.IsEmpty && !HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(answer.Body.Memory, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Answers a request with a sentence.</summary>
    public static async Task AnswerAsync(HttpContext context, int status, string sentence)
    {
        var body = Encoding.UTF8.GetBytes(sentence);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static void Change(IHeaderDictionary headers, IEnumerable<string> removed, Dictionary<string, StringValues> set)
    {
        foreach (var name in removed.Where(name => !Framing.Contains(name)))
            headers.Remove(name);
        foreach (var (name, values) in set)
            headers[name] = values;
    }

    private static Dictionary<string, StringValues> Group(RepeatedField<HttpHeader> headers)
    {
        var groups = new Dictionary<string, StringValues>(headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            if (!IsToken(header.Name))
                throw new ComponentException("the process named a header by something that can't be a name");
            if (header.Value.AsSpan().ContainsAny(NotInValues))
                throw new ComponentException($"the process gave the header {header.Name} a value with a line break in it");
            if (!Framing.Contains(header.Name))
                groups[header.Name] = groups.TryGetValue(header.Name, out var values) ? StringValues.Concat(values, header.Value) : header.Value;
        }

        return groups;
    }

    private static void RequireStatus(int status)
    {
        if (status is < 200 or > 599)
            throw new ComponentException($"the process answered with the status {status}; it must be 200 to 599");
    }

    private static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Token);

    private static bool IsPath(string path) => path.StartsWith('/') && IsTarget(path) && !path.Contains('?', StringComparison.Ordinal);

    private static bool IsQuery(string query) => IsTarget(query);

    private static bool IsTarget(string text) => text.All(character => character is > ' ' and < '\x7f' and not '#');
}
