namespace Layotto.LoadGenerator.CommandLine;

internal static class Usage
{
    public const string Text = """
        Sends one request over and over and reports what came back and how fast.

          --target ADDRESS          host:port, http://host:port or unix:/path
          --protocol NAME           http1 (default), h2c or grpc
          --path PATH               request path; for gRPC /package.Service/Method (default /)
          --method NAME             default GET, POST with a body and for gRPC
          --header 'NAME: VALUE'    any number of times
          --body-file FILE          request body
          --body-size BYTES         request body of this many letters
          --grpc-message-file FILE  request message, encoded, without the five-byte prefix
          --grpc-shape SHAPE        unary (default), server-stream or ping-pong
          --pings-per-stream N      round trips before a ping-pong stream is ended (default 1000)

          --connections N           default 1
          --streams N               requests under way on each connection, h2c and grpc only (default 1)
          --threads N               event loops; the connections are dealt out among them (default 1)
          --rate N                  open loop: requests a second, latency counted from the due time;
                                    without it a closed loop: as fast as responses come back
          --duration SECONDS        measured time (default 10)
          --warmup SECONDS          load before it that is not measured (default 1)
          --timeout SECONDS         for one response, and for the last ones after the end (default 10)

          --expect-status N         default 200
          --expect-grpc-status N    default 0
          --expect-length BYTES     body length; default: that of the first response
          --json FILE               the result as JSON as well

        Exit code: 0 if the result is valid, 1 if any response was wrong or missing, 2 if the arguments are.

        """;
}
