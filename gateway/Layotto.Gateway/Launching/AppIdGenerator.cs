using System.Globalization;

namespace Layotto.Gateway.Launching;

/// <summary>Makes up names for apps that were given none: easy to read, say and tell apart.</summary>
internal static class AppIdGenerator
{
    private static readonly string[] Qualities =
    [
        "amber", "brisk", "calm", "clever", "coral", "eager", "early", "fair", "gentle", "golden", "happy", "keen", "lively", "lucky",
        "mellow", "misty", "noble", "polar", "quick", "quiet", "rapid", "silver", "sunny", "swift", "tidy", "vivid", "warm", "wise",
    ];

    private static readonly string[] Animals =
    [
        "badger", "beaver", "crane", "dolphin", "falcon", "ferret", "finch", "gecko", "heron", "ibis", "jackal", "koala", "lemur", "lynx",
        "marten", "newt", "ocelot", "osprey", "otter", "panda", "puffin", "raven", "robin", "salmon", "seal", "stork", "tapir", "wombat",
    ];

    /// <summary>A name such as <c>quiet-otter-4821</c>.</summary>
    public static string Create(Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Qualities[random.Next(Qualities.Length)]}-{Animals[random.Next(Animals.Length)]}-{random.Next(1000, 10000)}");
}
