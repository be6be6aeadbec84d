using Layotto.Components;
using Layotto.Components.HttpMiddleware;
using Microsoft.AspNetCore.Http;

namespace Layotto.Conformance.Tests.Middleware;

/// <summary>
/// A middleware that wants a password, has browsers sign in at a page of its own, and adds who it is to requests. It does one thing wrong.
/// </summary>
internal sealed class FaultyMiddleware(MiddlewareFault fault) : IHttpMiddleware
{
    public const string PasswordHeader = "X-Password";
    public const string Password = "open-sesame";
    public const string UserHeader = "X-User";
    public const string User = "ali-baba";

    private const string Cookie = "signed=in-indeed";
    private const string Page = "/sign-in";

    private int _requests;

    public IReadOnlyList<string> Features => [];

    public ValueTask InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var number = Interlocked.Increment(ref _requests);
        var (request, response) = (context.Request, context.Response);
        if (fault != MiddlewareFault.LetsEverybodyThrough)
        {
            if (!IsRight(request.Headers[PasswordHeader]) || (fault == MiddlewareFault.RefusesEveryFiftieth && number % 50 == 0))
                response.StatusCode = StatusCodes.Status401Unauthorized;
            else if (request.Path == Page)
                SignIn(request, response);
            else if (request.Headers.Cookie != Cookie || fault == MiddlewareFault.SendsRoundAndRound)
                SendToSignIn(context);
            if (response.StatusCode != StatusCodes.Status200OK)
                return;
        }

        if (fault == MiddlewareFault.ForgetsTheBrowser)
            response.Headers.SetCookie = "signed=; Max-Age=0";
        if (fault != MiddlewareFault.BelievesTheCaller || !request.Headers.ContainsKey(UserHeader))
            request.Headers[UserHeader] = fault == MiddlewareFault.AddsSomethingElse ? "a-thief" : User;
        await next(context);
        if (fault == MiddlewareFault.PassesOnTwice)
            await next(context);
    }

    private bool IsRight(string? password) => fault switch
    {
        MiddlewareFault.RefusesEverybody => false,
        MiddlewareFault.LooksAtTheBeginningAlone => password?.StartsWith(Password[..4], StringComparison.Ordinal) == true,
        _ => password == Password,
    };

    private void SendToSignIn(HttpContext context)
    {
        if (fault == MiddlewareFault.SendsNobodyToSignIn)
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        else
            context.Response.Redirect($"{Page}?to={Uri.EscapeDataString(RequestTarget.Of(context))}");
    }

    private void SignIn(HttpRequest request, HttpResponse response)
    {
        response.Headers.SetCookie = $"{Cookie}; Path=/; HttpOnly";
        response.Redirect(fault == MiddlewareFault.ForgetsThePage ? "/" : $"{request.Query["to"]}");
    }
}
