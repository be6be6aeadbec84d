using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Layotto.Components.Middleware.OAuth2;

/// <summary>
/// Keeps sessions in their browsers: encrypted and authenticated (AES-GCM) with a key that lives as long as the component, so that nobody
/// else can read or make one. One that is too long for a cookie takes several.
/// </summary>
internal sealed class SessionCookies
{
    /// <summary>The most cookies of a session.</summary>
    public const int MaxCookies = 4;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    // Browsers take 4096 bytes with name and attributes.
    private const int LongestValue = 3500;

    private readonly string _name;
    private readonly bool _isSecure;
    private readonly TimeProvider _time;

    // A cipher made of it is for one request alone: it has a state, which requests at once would spoil.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public SessionCookies(string component, bool isSecure, TimeProvider time)
    {
        _name = "layotto-oauth2-" + string.Concat(component.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        _isSecure = isSecure;
        _time = time;
    }

    /// <summary>The session of a request; null where there is none, or none that is valid.</summary>
    public SessionState? Read(HttpContext context)
    {
        var values = new string?[MaxCookies];
        foreach (var (name, value) in Parse(context.Request))
        {
            for (var index = 0; index < MaxCookies; index++)
            {
                if (name == NameOf(index))
                    values[index] ??= value;
            }
        }

        // The first one begins with their number.
        if (values[0] is not [>= '1' and <= (char)('0' + MaxCookies) and var count, '.', ..] || values.Take(count - '0').Any(value => value is null))
            return null;
        var text = string.Concat(values.Take(count - '0'))[2..];
        return Decrypt(text) is { } session && _time.GetUtcNow() < session.Until ? session : null;
    }

    /// <summary>Gives the browser a session.</summary>
    /// <returns>False when it is too long to be kept.</returns>
    public bool TryWrite(HttpContext context, SessionState session)
    {
        var text = Encrypt(session);
        var count = (text.Length + LongestValue - 1) / LongestValue;
        if (count > MaxCookies)
            return false;
        var attributes = string.Create(
            CultureInfo.InvariantCulture,
            $"; Path=/; Max-Age={Math.Max(0, (long)(session.Until - _time.GetUtcNow()).TotalSeconds)}; HttpOnly; SameSite=Lax{(_isSecure || context.Request.IsHttps ? "; Secure" : "")}");
        for (var index = 0; index < count; index++)
        {
            var part = text.AsSpan(index * LongestValue, Math.Min(LongestValue, text.Length - (index * LongestValue)));
            var number = index == 0 ? $"{count}." : "";
            context.Response.Headers.Append("Set-Cookie", $"{NameOf(index)}={number}{part}{attributes}");
        }

        return true;
    }

    /// <summary>Takes the session's cookies off a request: whoever has them could act for the user.</summary>
    public void Remove(HttpContext context)
    {
        var others = Parse(context.Request).Where(cookie => !Enumerable.Range(0, MaxCookies).Any(index => cookie.Name == NameOf(index)));
        var header = string.Join("; ", others.Select(cookie => $"{cookie.Name}={cookie.Value}"));
        if (header.Length > 0)
            context.Request.Headers.Cookie = header;
        else
            context.Request.Headers.Remove("Cookie");
    }

    private static IEnumerable<(string Name, string Value)> Parse(HttpRequest request)
    {
        foreach (var header in request.Headers.Cookie)
        {
            foreach (var pair in (header ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0)
                    yield return (pair[..equals], pair[(equals + 1)..]);
            }
        }
    }

    private string NameOf(int index) => index == 0 ? _name : string.Create(CultureInfo.InvariantCulture, $"{_name}.{index}");

    private string Encrypt(SessionState session)
    {
        var plain = Encoding.UTF8.GetBytes(session.Format());
        var sealedBytes = new byte[NonceLength + plain.Length + TagLength];
        var nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceLength, plain.Length), sealedBytes.AsSpan(NonceLength + plain.Length));
        return Base64Url.EncodeToString(sealedBytes);
    }

    private SessionState? Decrypt(string text)
    {
        try
        {
            var sealedBytes = Base64Url.DecodeFromChars(text);
            if (sealedBytes.Length < NonceLength + TagLength)
                return null;
            var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
            using var cipher = new AesGcm(_key, TagLength);
            cipher.Decrypt(
                sealedBytes.AsSpan(0, NonceLength), sealedBytes.AsSpan(NonceLength, plain.Length), sealedBytes.AsSpan(NonceLength + plain.Length), plain);
            return SessionState.Parse(Encoding.UTF8.GetString(plain));
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
