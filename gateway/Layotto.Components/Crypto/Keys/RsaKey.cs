using System.Buffers.Text;
using System.Security.Cryptography;

namespace Layotto.Components.Crypto.Keys;

/// <summary>An RSA key.</summary>
/// <param name="parameters">Its numbers, in the lengths that .NET asks for; they are not to be changed.</param>
public sealed class RsaKey(RSAParameters parameters) : CryptoKey
{
    /// <summary>The longest modulus, in bytes; what OpenSSL takes.</summary>
    internal const int MaxModulusBytes = 2048;

    /// <summary>Its numbers.</summary>
    public RSAParameters Parameters { get; } = parameters;

    /// <inheritdoc/>
    public override string Type => "RSA";

    /// <inheritdoc/>
    public override bool IsPrivate => Parameters.D is not null;

    /// <inheritdoc/>
    public override byte[] Serialize()
    {
        using var rsa = RSA.Create(Parameters);
        return IsPrivate ? rsa.ExportPkcs8PrivateKey() : rsa.ExportSubjectPublicKeyInfo();
    }

    /// <inheritdoc/>
    public override CryptoKey ToPublic() => new RsaKey(new RSAParameters { Modulus = Parameters.Modulus, Exponent = Parameters.Exponent })
    {
        Id = Id,
        Restrictions = Restrictions,
        Annotations = Annotations,
    };

    private protected override IEnumerable<(string Name, string Value)> PublicMembers() =>
    [
        ("n", Base64Url.EncodeToString(Parameters.Modulus)),
        ("e", Base64Url.EncodeToString(Parameters.Exponent)),
    ];
}
