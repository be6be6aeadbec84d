namespace Layotto.Conformance.Tests.Middleware;

/// <summary>What a middleware that guards what is behind it can do wrong.</summary>
public enum MiddlewareFault
{
    None,
    RefusesEverybody,
    LetsEverybodyThrough,
    LooksAtTheBeginningAlone,
    RefusesEveryFiftieth,
    PassesOnTwice,
    AddsSomethingElse,
    BelievesTheCaller,
    SendsNobodyToSignIn,
    SendsRoundAndRound,
    ForgetsThePage,
    ForgetsTheBrowser,
}
