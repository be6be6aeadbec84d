using Microsoft.AspNetCore.Http;

namespace Layotto.Http;

/// <summary>
/// What changes on the way from a request to the one it is forwarded as, and back. This class changes nothing; derived ones say what does.
/// Headers of the connection, and those that tell a body's length, are the forwarder's own business. One object serves many requests at once.
/// </summary>
public class ForwardTransform
{
    /// <summary>Passes everything on as it is.</summary>
    public static ForwardTransform None { get; } = new();

    /// <summary>The most bytes that the body of a request may have; no limit by default.</summary>
    public virtual long LargestRequestBody => long.MaxValue;

    /// <summary>
    /// The longest body of a response whose announced length isn't believed: one that hasn't arrived whole goes on without a length, and ends
    /// where the server ends it. 0, the default, believes all of them.
    /// </summary>
    public virtual int LongestDoubtedLength => 0;

    /// <summary>What the <c>Host</c> header says; null for the server's own authority.</summary>
    public virtual string? Host(HttpContext context) => null;

    /// <summary>Whether a header of the request is left out.</summary>
    public virtual bool DropsRequestHeader(string name) => false;

    /// <summary>Adds headers of its own to the request.</summary>
    /// <param name="context">The request that is forwarded.</param>
    /// <param name="connection">Takes the headers, through <see cref="UpstreamConnection.AddHeader"/>.</param>
    public virtual void AddRequestHeaders(HttpContext context, UpstreamConnection connection)
    {
    }

    /// <summary>Looks at the response before any of it is copied. What it throws ends the exchange.</summary>
    /// <param name="connection">Has the response's head.</param>
    public virtual void InspectResponse(UpstreamConnection connection)
    {
    }

    /// <summary>Whether a header of the response is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="response">The headers that the response has already.</param>
    public virtual bool DropsResponseHeader(string name, IHeaderDictionary response) => false;

    /// <summary>Changes the response before its headers are sent. Status and headers are those of the server by then.</summary>
    public virtual void ChangeResponse(HttpContext context)
    {
    }
}
