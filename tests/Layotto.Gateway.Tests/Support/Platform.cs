using System.Runtime.Versioning;

// Apps are shell scripts here, and signals are POSIX's.
[assembly: UnsupportedOSPlatform("windows")]
