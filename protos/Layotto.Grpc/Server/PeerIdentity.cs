using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Layotto.Grpc.Server;

/// <summary>Who a client is by its certificate, under the property names of the C library.</summary>
internal static class PeerIdentity
{
    private const string CommonName = "x509_common_name";
    private const string AlternativeName = "x509_subject_alternative_name";

    public static AuthContext Read(HttpContext context)
    {
        if (context.Connection.ClientCertificate is not { } certificate)
            return AuthContext.Unauthenticated;
        var properties = new Dictionary<string, List<AuthProperty>>();
        if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name)
            properties[CommonName] = [Property(CommonName, name)];
        foreach (var extension in certificate.Extensions)
        {
            if (extension is not X509SubjectAlternativeNameExtension names)
                continue;
            properties[AlternativeName] = [.. names.EnumerateDnsNames().Select(dns => Property(AlternativeName, dns))];
        }

        var identity = properties.TryGetValue(AlternativeName, out var alternatives) && alternatives.Count > 0 ? AlternativeName
            : properties.ContainsKey(CommonName) ? CommonName
            : null;
        return new AuthContext(identity, properties);
    }

    private static AuthProperty Property(string name, string value) => AuthProperty.Create(name, Encoding.UTF8.GetBytes(value));
}
