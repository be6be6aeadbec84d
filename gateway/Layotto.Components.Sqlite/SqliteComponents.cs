using Layotto.Components.Sqlite.Locks;
using Layotto.Components.Sqlite.NameResolution;
using Layotto.Components.Sqlite.State;

namespace Layotto.Components.Sqlite;

/// <summary>The component types on SQLite.</summary>
public static class SqliteComponents
{
    /// <summary>Adds the types to a catalogue.</summary>
    public static ComponentCatalogue Register(ComponentCatalogue catalogue) => catalogue
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.State,
            Name = "sqlite",
            Aliases = ["sqlite3"],
            Summary = "Keeps state in a SQLite database file.",
            Schema = SqliteStateSettings.Schema,
            Features = new SqliteStateStore().Features,
            Create = () => new SqliteStateStore(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.Lock,
            Name = "sqlite",
            Aliases = ["sqlite3"],
            Summary = "Keeps locks in a SQLite database file, which sidecars of one machine can share.",
            Schema = SqliteLockSettings.Schema,
            Create = () => new SqliteLockStore(),
        })
        .Add(new ComponentDescriptor
        {
            Kind = ComponentKind.NameResolution,
            Name = "sqlite",
            Summary = "Finds the sidecars of one machine, or of several with a shared file system, by a SQLite database file.",
            Schema = SqliteResolverSettings.Schema,
            Create = () => new SqliteNameResolver(),
        });
}
