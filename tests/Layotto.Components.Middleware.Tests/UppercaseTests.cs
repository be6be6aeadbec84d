using System.Text;
using Layotto.Components.Middleware.Testing;
using Layotto.Components.Middleware.Tests.Support;

namespace Layotto.Components.Middleware.Tests;

/// <summary>Bodies in capitals.</summary>
public sealed class UppercaseTests
{
    [Theory]
    [InlineData(null, "HELLO ÜßŁ", "answer ñ")]
    [InlineData("request", "HELLO ÜßŁ", "answer ñ")]
    [InlineData("Response", "hello üßł", "ANSWER Ñ")]
    [InlineData("both", "HELLO ÜßŁ", "ANSWER Ñ")]
    public async Task The_bodies_asked_for_are_changed(string? direction, string request, string answer)
    {
        var uppercase = await Exchange.CreateAsync<UppercaseMiddleware>(direction is null ? [] : [new("direction", direction)]);
        var seen = "";

        var exchange = await Exchange.RunAsync(
            uppercase,
            "/",
            context => context.Request.Body = new OneByOneStream(Encoding.UTF8.GetBytes("hello üßł")),
            async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                seen = await reader.ReadToEndAsync();
                var body = Encoding.UTF8.GetBytes("answer ñ");
                context.Response.ContentLength = body.Length;
                body.CopyTo(context.Response.BodyWriter.GetSpan(body.Length));
                context.Response.BodyWriter.Advance(body.Length);
            });

        Assert.Equal(request, seen);
        Assert.Equal(answer, exchange.Body);
    }

    [Fact]
    public async Task What_is_no_text_stays_as_it_is()
    {
        var transform = new UppercaseTransform();

        Assert.Equal([0xFF, (byte)'A'], transform.Apply([0xFF, (byte)'a'], isLast: false).ToArray());
        Assert.Empty(transform.Apply([0xC3], isLast: false).ToArray());
        Assert.Equal([0xC3], transform.Apply([], isLast: true).ToArray());
        await Assert.ThrowsAsync<MetadataException>(() => Exchange.CreateAsync<UppercaseMiddleware>([new("direction", "sideways")]));
    }

    [Fact]
    public async Task An_answer_streams_through_piece_by_piece()
    {
        var uppercase = await Exchange.CreateAsync<UppercaseMiddleware>([new("direction", "response")]);
        var pieces = new List<string>();
        var own = new MemoryStream();

        await Exchange.RunAsync(uppercase, "/", context => context.Response.Body = own, async context =>
        {
            foreach (var piece in new[] { "one ", "two ", "three" })
            {
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(piece));
                pieces.Add(Encoding.UTF8.GetString(own.ToArray()));
            }
        });

        Assert.Equal(["ONE ", "ONE TWO ", "ONE TWO THREE"], pieces);
    }

    private sealed class OneByOneStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
