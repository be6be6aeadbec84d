using System.Buffers.Text;
using System.Security.Cryptography;

namespace Layotto.Components.Crypto.Keys;

/// <summary>A key of one of the NIST curves.</summary>
/// <param name="curve">The curve's name in JWKs: <c>P-256</c>, <c>P-384</c> or <c>P-521</c>.</param>
/// <param name="parameters">Its numbers; they are not to be changed.</param>
public sealed class EllipticKey(string curve, ECParameters parameters) : CryptoKey
{
    /// <summary>The curve's name in JWKs.</summary>
    public string Curve { get; } = curve;

    /// <summary>Its numbers.</summary>
    public ECParameters Parameters { get; } = parameters;

    /// <inheritdoc/>
    public override string Type => "EC";

    /// <inheritdoc/>
    public override bool IsPrivate => Parameters.D is not null;

    /// <inheritdoc/>
    public override byte[] Serialize()
    {
        using var ecdsa = ECDsa.Create(Parameters);
        return IsPrivate ? ecdsa.ExportPkcs8PrivateKey() : ecdsa.ExportSubjectPublicKeyInfo();
    }

    /// <inheritdoc/>
    public override CryptoKey ToPublic() => new EllipticKey(Curve, new ECParameters { Curve = Parameters.Curve, Q = Parameters.Q })
    {
        Id = Id,
        Restrictions = Restrictions,
        Annotations = Annotations,
    };

    private protected override IEnumerable<(string Name, string Value)> PublicMembers() =>
    [
        ("crv", Curve),
        ("x", Base64Url.EncodeToString(Parameters.Q.X)),
        ("y", Base64Url.EncodeToString(Parameters.Q.Y)),
    ];
}
