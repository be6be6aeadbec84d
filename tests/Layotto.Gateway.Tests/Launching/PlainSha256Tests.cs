using System.Security.Cryptography;
using Layotto.Gateway.Launching;

namespace Layotto.Gateway.Tests.Launching;

public sealed class PlainSha256Tests
{
    [Fact]
    public void It_equals_the_framework_for_every_length_around_its_blocks()
    {
        var random = new Random(1);
        for (var length = 0; length <= 260; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(SHA256.HashData(data), PlainSha256.Hash(data));
        }
    }
}
