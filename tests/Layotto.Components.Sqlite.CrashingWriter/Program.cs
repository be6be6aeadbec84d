using System.Text;
using Layotto.Components.Sqlite.State;
using Layotto.Components.State;
using Layotto.Testing;

// Arguments: the database file, whether it goes without a write-ahead log, and a name that this run's keys begin with. Each answered
// write is a line of the output: the key of a single one, or "pair" and what the keys of a transaction's two writes begin with.
const int writers = 4;
var (path, disableWal, run) = (args[0], args[1], args[2]);
var store = new SqliteStateStore();
await store.InitializeAsync(
    TestContexts.Create([new("connectionString", path), new("disableWAL", disableWal)]), CancellationToken.None);

var output = Console.OpenStandardOutput();
var outputLock = new SemaphoreSlim(1);
await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(writer))));

async Task WriteAsync(int writer)
{
    for (var number = 0; ; number++)
    {
        var key = $"{run}-{writer}-{number}";
        if (number % 5 == 4)
        {
            await store.ExecuteAsync([Upsert($"{key}-left", key), Upsert($"{key}-right", key)], StateValue.NoMetadata, CancellationToken.None);
            await TellAsync($"pair {key}");
        }
        else
        {
            await store.SetAsync(Request(key, key), CancellationToken.None);
            await TellAsync(key);
        }
    }
}

async Task TellAsync(string line)
{
    await outputLock.WaitAsync();
    await output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
    await output.FlushAsync();
    outputLock.Release();
}

static StateTransactionOperation Upsert(string key, string value) => StateTransactionOperation.Upsert(Request(key, value));

static StateSetRequest Request(string key, string value)
    => new(key, Encoding.UTF8.GetBytes(value), null, StateConcurrency.Unspecified, StateConsistency.Unspecified, StateValue.NoMetadata);
