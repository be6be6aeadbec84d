using Layotto.Components;
using Layotto.Dapr.Apps;
using Layotto.Dapr.Resources.Subscriptions;
using Layotto.Gateway.Reloading;
using Layotto.Runtime.Metadata;
using Layotto.Runtime.PubSub;
using Layotto.Runtime.PubSub.Outbox;
using Layotto.Runtime.PubSub.Subscriptions;
using Layotto.Runtime.Resiliency;
using Layotto.Runtime.State;
using Microsoft.Extensions.Logging;

namespace Layotto.Gateway.Serving;

/// <summary>Pub/sub and the outbox, put together, started and stopped with the gateway; its subscriptions follow the operator's files.</summary>
internal sealed class GatewayPubSub : IReloadable, IDisposable
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);

    private readonly StateOutbox _outbox;
    private readonly ILogger _logger;
    private Task _starting = Task.CompletedTask;

    /// <summary>Puts them together; nothing runs yet.</summary>
    public GatewayPubSub(
        GatewayOptions options,
        GatewayEnvironment environment,
        ComponentRegistry registry,
        StateEngine state,
        IResilience resilience,
        IAppChannel? app,
        GatewayMetadata metadata,
        GatewayTelemetry telemetry,
        ILoggerFactory loggers)
    {
        var appNamespace = environment.Namespace ?? "";
        _logger = loggers.CreateLogger("dapr.runtime.processor.subscription");
        Engine = new PubSubEngine(registry, resilience, options.AppId, appNamespace, telemetry.Metrics.Components, telemetry.Tracer);
        var subscriber = app is null ? null : SubscriberApps.Create(app, options.MaxBodyBytes ?? int.MaxValue, loggers);
        var source = app is null || options.DisableSubscribeEndpoint
            ? null
            : SubscriberApps.CreateSource(app, options.AppId, options.MaxBodyBytes ?? int.MaxValue, resilience, loggers);
        if (app is not null && options.DisableSubscribeEndpoint)
            _logger.LogInformation("Skipping programmatic subscription loading");
        Subscriptions = new TopicSubscriptions(Engine, resilience, subscriber, source, app?.Health, [], options.AppId, _logger);
        _outbox = new StateOutbox(registry, state, Engine, options.AppId, appNamespace, loggers.CreateLogger("dapr.outbox"));
        state.Outbox = _outbox;
        metadata.Subscriptions = () => Subscriptions.All;
    }

    /// <summary>The publish engine.</summary>
    public PubSubEngine Engine { get; }

    /// <summary>What is subscribed to.</summary>
    public TopicSubscriptions Subscriptions { get; }

    /// <summary>Those who follow the changes of components.</summary>
    public IEnumerable<IComponentObserver> Observers => [Subscriptions, _outbox];

    /// <summary>Takes over what operators want before anything is started.</summary>
    /// <exception cref="GatewayStartException">Something in the documents can't be.</exception>
    public Task DeclareAsync(IReadOnlyList<SubscriptionResource> documents, CancellationToken cancellationToken)
    {
        var declared = Read(documents, out var problems);
        return problems.Count > 0 ? throw new GatewayStartException(problems) : Subscriptions.UpdateDeclarativeAsync(declared, cancellationToken);
    }

    /// <summary>
    /// Begins to receive, and then to publish what the outbox holds. To be called when the app listens. An app that doesn't say in a while
    /// what it subscribes to is waited for beside the rest.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _starting = StartAllAsync(cancellationToken);
        try
        {
            await _starting.WaitAsync(AnswerPatience, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _logger.LogWarning("The app listens but hasn't said yet what it subscribes to; its subscriptions begin when it has");
        }
    }

    /// <summary>Publishes what the outbox holds, receives no more, and lets what is under way end. To be called before the APIs stop.</summary>
    /// <param name="cancellationToken">Ends the patience.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _outbox.StopAsync(cancellationToken).ConfigureAwait(false);
        await Subscriptions.StopAsync(cancellationToken).ConfigureAwait(false);
        await _outbox.SettleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ReloadOutcome> ReloadAsync(GatewayResources previous, GatewayResources current, CancellationToken cancellationToken)
    {
        var before = Read(previous.Resources.Subscriptions, out _);
        var declared = Read(current.Resources.Subscriptions, out var problems);
        if (problems.Count > 0)
        {
            problems.ForEach(problem => _logger.LogError("The subscriptions stay as they are: {Problem}", problem));
            return new ReloadOutcome("", false);
        }

        if (before.Count == declared.Count && before.Zip(declared).All(pair => pair.First.IsSameAs(pair.Second)))
            return ReloadOutcome.Nothing;
        await Subscriptions.UpdateDeclarativeAsync(declared, cancellationToken).ConfigureAwait(false);
        return new ReloadOutcome("subscriptions");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _outbox.Dispose();
        Subscriptions.Dispose();
    }

    private async Task StartAllAsync(CancellationToken cancellationToken)
    {
        await Subscriptions.StartAsync(cancellationToken).ConfigureAwait(false);
        await _outbox.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private static List<TopicSubscription> Read(IReadOnlyList<SubscriptionResource> documents, out List<string> problems)
    {
        problems = [];
        var declared = new List<TopicSubscription>(documents.Count);
        foreach (var document in documents)
        {
            try
            {
                declared.Add(Read(document));
            }
            catch (SubscriptionException exception)
            {
                problems.Add($"{document.Source}: Subscription {document.Name}: {exception.Message}");
            }
        }

        return declared;
    }

    private static TopicSubscription Read(SubscriptionResource document)
    {
        var rules = document.Rules.Select(rule => new RoutingRule(rule.Match, rule.Path)).ToList();
        if (document.DefaultRoute.Length > 0)
            rules.Add(new RoutingRule("", document.DefaultRoute));
        var bulk = document.BulkSubscribe;
        return new TopicSubscription(
            document.PubSubName,
            document.Topic,
            rules,
            SubscriptionOrigin.Declarative,
            document.Metadata,
            document.DeadLetterTopic,
            bulk.IsEnabled ? TopicSubscription.BulkOptions(bulk.MaxMessagesCount, bulk.MaxAwaitDurationMs) : null);
    }
}
