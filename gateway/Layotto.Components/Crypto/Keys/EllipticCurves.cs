using System.Security.Cryptography;

namespace Layotto.Components.Crypto.Keys;

/// <summary>The curves that keys can be of.</summary>
internal static class EllipticCurves
{
    private static readonly (string Name, string Oid, ECCurve Curve, int Size)[] All =
    [
        ("P-256", "1.2.840.10045.3.1.7", ECCurve.NamedCurves.nistP256, 32),
        ("P-384", "1.3.132.0.34", ECCurve.NamedCurves.nistP384, 48),
        ("P-521", "1.3.132.0.35", ECCurve.NamedCurves.nistP521, 66),
    ];

    /// <summary>A curve by its name in JWKs, and the bytes that a coordinate has.</summary>
    /// <exception cref="UnsupportedKeyException">There is no such curve.</exception>
    public static (ECCurve Curve, int Size) Find(string name)
    {
        foreach (var one in All)
        {
            if (one.Name == name)
                return (one.Curve, one.Size);
        }

        throw Unknown();
    }

    /// <summary>The name of a curve in JWKs.</summary>
    /// <exception cref="UnsupportedKeyException">It has none.</exception>
    public static string NameOf(ECCurve curve)
    {
        foreach (var one in All)
        {
            if (curve.IsNamed && (curve.Oid.Value == one.Oid || curve.Oid.FriendlyName == one.Curve.Oid.FriendlyName))
                return one.Name;
        }

        throw Unknown();
    }

    private static UnsupportedKeyException Unknown() => new("the key's curve is none of P-256, P-384 and P-521");
}
