using Layotto.Benchmarks.Processes;

namespace Layotto.Benchmarks.Results;

/// <summary>Everything one scenario observed. The first contender that is added is the baseline of all ratios.</summary>
internal sealed class ScenarioRecord(string name, string title)
{
    private readonly List<string> _contenders = [];
    private readonly List<string> _steps = [];
    private readonly List<Observation> _observations = [];
    private readonly List<RoundRemark> _voided = [];
    private readonly List<RoundRemark> _cautions = [];
    private readonly List<string> _notes = [];

    public string Name { get; } = name;

    public string Title { get; } = title;

    public IReadOnlyList<string> Contenders => _contenders;

    public IReadOnlyList<string> Steps => _steps;

    public IReadOnlyList<Observation> Observations => _observations;

    /// <summary>Rounds whose numbers are dropped, and why.</summary>
    public IReadOnlyList<RoundRemark> Voided => _voided;

    /// <summary>Rounds whose numbers stand but may say more about the generator than about the contender.</summary>
    public IReadOnlyList<RoundRemark> Cautions => _cautions;

    /// <summary>Sentences that a reader of the numbers must know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public void AddContender(string contender) => _contenders.Add(contender);

    public void Add(string step, string contender, int round, Metric metric, double value)
    {
        if (!_steps.Contains(step))
            _steps.Add(step);
        _observations.Add(new Observation(step, contender, round, metric, value));
    }

    public void AddMemory(string step, string contender, int round, ProcessFigures figures)
    {
        Add(step, contender, round, Metric.Resident, figures.ResidentKilobytes / 1024.0);
        Add(step, contender, round, Metric.Proportional, figures.ProportionalKilobytes / 1024.0);
        Add(step, contender, round, Metric.Private, figures.PrivateKilobytes / 1024.0);
        Add(step, contender, round, Metric.Anonymous, figures.AnonymousKilobytes / 1024.0);
        Add(step, contender, round, Metric.Threads, figures.Threads);
    }

    public void Void(string step, string contender, int round, string reason) =>
        _voided.Add(new RoundRemark(step, contender, round, reason));

    public void Caution(string step, string contender, int round, string reason) =>
        _cautions.Add(new RoundRemark(step, contender, round, reason));

    public void Note(string sentence)
    {
        if (!_notes.Contains(sentence))
            _notes.Add(sentence);
    }

    /// <summary>The values of one metric by round.</summary>
    public IReadOnlyDictionary<int, double> Values(string step, string contender, Metric metric) => _observations
        .Where(observation => observation.Step == step && observation.Contender == contender && observation.Metric == metric)
        .ToDictionary(observation => observation.Round, observation => observation.Value);
}
