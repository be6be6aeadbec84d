namespace Layotto.Runtime.Telemetry.Metrics;

/// <summary>The series of one path, by method and status; there are few of these, so they are kept in an array that is replaced as it grows.</summary>
internal sealed class HttpPathSeries(HttpSeriesSource source, string path)
{
    // A status beyond HTTP's range comes from an app that makes up its own.
    private const int MostKept = 64;

    private volatile Entry[] _entries = [];

    public HttpSeries Get(string method, int status)
    {
        var key = (HttpVerb.Index(method) << 16) | (status & 0xffff);
        var entries = _entries;
        foreach (var entry in entries)
        {
            if (entry.Key == key)
                return entry.Series;
        }

        // Two who add at once may lose one of the entries: it is added again on its next use, with the same series.
        var series = source.Get(method, path, status);
        if (entries.Length < MostKept)
            _entries = [.. entries, new Entry(key, series)];
        return series;
    }

    private sealed record Entry(int Key, HttpSeries Series);
}
