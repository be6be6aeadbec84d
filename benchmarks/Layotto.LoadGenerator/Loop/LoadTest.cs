using Layotto.LoadGenerator.Checks;
using Layotto.LoadGenerator.CommandLine;
using Layotto.LoadGenerator.Histograms;
using Layotto.LoadGenerator.Results;
using Layotto.LoadGenerator.Schedules;

namespace Layotto.LoadGenerator.Loop;

/// <summary>One run from connecting to the result, over one or more workers.</summary>
internal sealed class LoadTest(LoadOptions options, TimeProvider timeProvider)
{
    // Room for all workers to reach the first due time before it comes.
    private const long StartDelay = 5_000_000;

    private readonly MonotonicClock _clock = new(timeProvider);

    /// <summary>Blocks until the run is over; the caller's thread sleeps meanwhile.</summary>
    public LoadResult Run(CancellationToken cancellationToken)
    {
        var workers = new LoadWorker[options.Threads];
        try
        {
            for (var index = 0; index < workers.Length; index++)
                workers[index] = new LoadWorker(options, ShareOf(index), timeProvider);
            return Run(workers, cancellationToken);
        }
        finally
        {
            foreach (var worker in workers)
                worker?.Dispose();
        }
    }

    private LoadResult Run(LoadWorker[] workers, CancellationToken cancellationToken)
    {
        if (!Array.TrueForAll(workers, worker => worker.Connect(cancellationToken)))
            return Collect(workers, 0);

        var start = _clock.Now + StartDelay;
        var windowStart = start + MonotonicClock.ToNanoseconds(options.WarmUp);
        var end = windowStart + MonotonicClock.ToNanoseconds(options.Duration);
        var threads = new Thread[workers.Length];
        for (var index = 0; index < workers.Length; index++)
        {
            var worker = workers[index];
            // Each worker is due a share of the requests, shifted so that together they keep the even spacing.
            var schedule = options.Rate is { } rate
                ? new ArrivalSchedule(start + (long)(index * 1e9 / rate), rate / workers.Length, end)
                : null;
            threads[index] = new Thread(() => worker.Run(windowStart, end, schedule, cancellationToken))
            {
                Name = "load worker",
                IsBackground = true,
            };
            threads[index].Start();
        }

        var share = MeasureCpuShare(windowStart, end, cancellationToken);
        foreach (var thread in threads)
            thread.Join();
        return Collect(workers, share);
    }

    private double MeasureCpuShare(long windowStart, long end, CancellationToken cancellationToken)
    {
        WaitUntil(windowStart, cancellationToken);
        var (cpuBefore, before) = (Environment.CpuUsage.TotalTime, _clock.Now);
        WaitUntil(end, cancellationToken);
        var (cpuAfter, after) = (Environment.CpuUsage.TotalTime, _clock.Now);
        var cores = Math.Min(options.Threads, Environment.ProcessorCount);
        return after > before ? (cpuAfter - cpuBefore).TotalNanoseconds / (after - before) / cores : 0;
    }

    private void WaitUntil(long time, CancellationToken cancellationToken)
    {
        for (var now = _clock.Now; now < time; now = _clock.Now)
        {
            if (cancellationToken.WaitHandle.WaitOne((int)((time - now) / 1_000_000) + 1))
                return;
        }
    }

    private LoadResult Collect(LoadWorker[] workers, double cpuShare)
    {
        var latency = new LatencyHistogram();
        var lag = new LatencyHistogram();
        var errors = new ErrorLog();
        foreach (var worker in workers)
        {
            latency.Merge(worker.Ledger.Latency);
            lag.Merge(worker.ScheduleLag);
            errors.Merge(worker.Ledger.Errors);
        }

        var hashes = workers.Select(worker => worker.Ledger.Check.BodyHash).Where(hash => hash is not null).Distinct().ToList();
        if (hashes.Count > 1)
            errors.Add(ErrorKind.Body, "Two workers received different bodies.");
        return new LoadResult
        {
            Options = options,
            Window = options.Duration,
            Latency = latency,
            ScheduleLag = lag,
            Errors = errors,
            Offered = workers.Sum(worker => worker.Offered),
            ResponsesInWindow = workers.Sum(worker => worker.Ledger.ResponsesInWindow),
            MessagesInWindow = workers.Sum(worker => worker.Ledger.MessagesInWindow),
            TotalResponses = workers.Sum(worker => worker.Ledger.TotalResponses),
            BytesReceived = workers.Sum(worker => worker.Ledger.BytesReceived),
            BytesSent = workers.Sum(worker => worker.Ledger.BytesSent),
            ConnectionsOpened = workers.Sum(worker => worker.Ledger.Connections),
            BodyHash = hashes.Count > 0 ? hashes[0] : null,
            GeneratorCpuShare = cpuShare,
        };
    }

    private int ShareOf(int worker) => (options.Connections / options.Threads) + (worker < options.Connections % options.Threads ? 1 : 0);
}
