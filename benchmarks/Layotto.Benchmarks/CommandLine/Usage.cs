namespace Layotto.Benchmarks.CommandLine;

internal static class Usage
{
    public const string Text = """
        Runs contenders side by side under load and prints ratios.

          --results DIR              receives RUN.json and RUN.md
          --bare DIR                 published Layotto.Benchmarks.BareKestrel
          --generator DIR            published Layotto.LoadGenerator
          --probe DIR                built Layotto.Benchmarks.AllocationProbe
          --gateway DIR              published gateway (holds layotto)
          --gateway-argument TEXT    one more argument for it; any number of times
          --echo DIR                 published gRPC echo server (holds grpc-echo)
          --component DIR            published state component (holds state-component)
          --yarp DIR                 published stock YARP proxy (holds yarp-proxy)

          --scenario NAME            any number of times; default: all
          --rounds N                 default 5
          --duration SECONDS         of one measurement (default 6)
          --warmup-window SECONDS    default 5; the warm-up ends when two windows agree within 3%
          --warmup-cap SECONDS       or after this time (default 60)
          --starts N                 of the start-up scenario (default 20)
          --idle SECONDS             before memory at rest is read (default 5)
          --server-cores LIST        default 1
          --generator-cores LIST     default 0
          --control                  the baseline a second time: how far two equal things differ
          --wait-for-quiet SECONDS   for the load average to fall to 0.3 (default 240)
          --force                    measure on a busy machine
          --quick                    two short rounds: shows that everything works, not how fast it is
          --commit ID                for the record

        Scenarios: 
        """;
}
