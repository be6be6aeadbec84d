using Layotto.LoadGenerator.Checks;
using Xunit;

namespace Layotto.Benchmarks.Tests.LoadGenerator.Checks;

public sealed class ResponseCheckTests
{
    [Fact]
    public void Fnv_hash_matches_its_published_value()
    {
        // FNV-1a 64 of "a", from the authors' test vectors.
        var tally = new BodyTally(hashed: true);
        tally.Add("a"u8);
        Assert.Equal(0xaf63dc4c8601ec8cUL, tally.Hash);
    }

    [Fact]
    public void A_changed_body_is_noticed_at_the_hundredth_response()
    {
        var check = new ResponseCheck(new ResponseExpectation(200, null, null, null));
        Assert.Null(Examine(check, "same"u8));
        for (var number = 1; number < 100; number++)
            Assert.Null(Examine(check, "diff"u8));

        Assert.Equal(ErrorKind.Body, Examine(check, "diff"u8)?.Kind);
    }

    [Fact]
    public void The_first_length_is_expected_of_all_that_follow()
    {
        var check = new ResponseCheck(new ResponseExpectation(200, null, null, null));
        Assert.Null(Examine(check, "1234"u8));

        var fault = Examine(check, "123"u8);

        Assert.Equal(ErrorKind.Length, fault?.Kind);
        Assert.Equal("A body of 3 bytes instead of 4.", fault?.Sentence);
    }

    [Theory]
    [InlineData(503, 0, 1, "Status")]
    [InlineData(200, 14, 1, "GrpcStatus")]
    [InlineData(200, null, 1, "GrpcStatus")]
    [InlineData(200, 0, 0, "GrpcMessage")]
    [InlineData(200, 0, 2, "GrpcMessage")]
    public void A_grpc_response_must_match_in_status_trailer_and_messages(int status, int? grpcStatus, int messages, string kind)
    {
        var check = new ResponseCheck(new ResponseExpectation(200, 0, 1, null));
        var fault = check.Examine(status, grpcStatus, messages, check.NextTally());
        Assert.Equal(kind, fault?.Kind.ToString());
    }

    private static (ErrorKind Kind, string Sentence)? Examine(ResponseCheck check, ReadOnlySpan<byte> body)
    {
        var tally = check.NextTally();
        tally.Add(body);
        return check.Examine(200, null, 0, tally);
    }
}
