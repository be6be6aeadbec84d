using Layotto.Http.Http2.Hpack;
using Microsoft.Extensions.Primitives;

namespace Layotto.Http.Http2;

/// <summary>Takes the headers of a request, and encodes them right where they are sent from.</summary>
public sealed class Http2HeadWriter
{
    private readonly HpackEncoder _encoder;
    private readonly bool _isSecure;
    private OutputBuffer? _output;

    internal Http2HeadWriter(HpackEncoder encoder, bool isSecure)
    {
        _encoder = encoder;
        _isSecure = isSecure;
    }

    /// <summary>Adds a header.</summary>
    /// <param name="name">The name; it goes out in lower case.</param>
    /// <param name="value">The value; goes out as UTF-8.</param>
    /// <exception cref="ArgumentException">The name isn't a token, or the value has a line break or NUL.</exception>
    public void Add(string name, string value) => _encoder.Write(_output!, name, value);

    /// <summary>Adds a header with each of its values.</summary>
    /// <exception cref="ArgumentException">The name isn't a token, or a value has a line break or NUL.</exception>
    public void Add(string name, StringValues values)
    {
        for (var index = 0; index < values.Count; index++)
            _encoder.Write(_output!, name, values[index] ?? "");
    }

    internal void Write(OutputBuffer output, IHttp2RequestHead head, string authority)
    {
        _output = output;
        _encoder.Begin(output);
        if (head.Method == "POST")
            HpackEncoder.WriteStatic(output, StaticTable.MethodPost);
        else
            _encoder.Write(output, ":method", head.Method);
        HpackEncoder.WriteStatic(output, _isSecure ? StaticTable.SchemeHttps : StaticTable.SchemeHttp);
        _encoder.Write(output, ":path", head.Path);
        _encoder.Write(output, ":authority", head.Authority ?? authority);
        head.AddHeaders(this);
        _output = null;
    }
}
