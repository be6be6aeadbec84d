using System.Net;
using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Contenders;

/// <summary>nginx answering from its configuration: one process, no access log. A yardstick that is not .NET.</summary>
internal static class Nginx
{
    public static bool IsAvailable => ProgramSearch.Find("nginx") is not null;

    /// <summary>The app behind proxies: answers every path alike, except those that a sidecar asks an app about itself with.</summary>
    public static (Command Command, ReadinessProbe Readiness) App(IPEndPoint target, string response, string workDirectory)
    {
        var prefix = Path.Combine(workDirectory, $"nginx-{target.Port}");
        return (Start(prefix, target, $"location / {{ return 200 '{response}'; }} location /dapr/ {{ return 404; }}"), new ReadinessProbe(target, BareKestrel.HealthPath));
    }

    public static Contender Http1(string response, string workDirectory)
    {
        var target = FreePort.Next();
        return new Contender
        {
            Name = "nginx",
            Command = Start(Path.Combine(workDirectory, "nginx"), target, $"location / {{ add_header ETag 1; return 200 '{response}'; }}"),
            Readiness = new ReadinessProbe(target, BareKestrel.HealthPath),
            Target = target,
        };
    }

    private static Command Start(string prefix, IPEndPoint target, string locations)
    {
        Directory.CreateDirectory(prefix);
        var configuration = Path.Combine(prefix, "nginx.conf");
        File.WriteAllText(configuration, $$"""
            daemon off;
            master_process off;
            worker_processes 1;
            pid {{prefix}}/nginx.pid;
            error_log stderr crit;
            events { worker_connections 1024; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              client_body_temp_path {{prefix}}/body;
              proxy_temp_path {{prefix}}/proxy;
              fastcgi_temp_path {{prefix}}/fastcgi;
              uwsgi_temp_path {{prefix}}/uwsgi;
              scgi_temp_path {{prefix}}/scgi;
              server {
                listen {{target}};
                default_type application/json;
                location = {{BareKestrel.HealthPath}} { return 204; }
                {{locations}}
              }
            }
            """);
        return new Command(ProgramSearch.Find("nginx")!, ["-p", prefix, "-c", configuration]);
    }
}
