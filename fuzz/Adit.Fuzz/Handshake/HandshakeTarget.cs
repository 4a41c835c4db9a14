using Adit.Tls;
using Adit.Tls.Handshake;
using Adit.Tls.Messages;
using Adit.Tls.Records;
using Adit.Tls.Tests.Handshake;

namespace Adit.Fuzz.Handshake;

/// <summary>
/// One end of a handshake, all of its states, and the connection behind it, fed by a plan: which of the peer's messages come, in which order, changed how.
/// The harness has the keys, so what it delivers opens. Whatever the plan, the end completes only with good reason, fails with an alert of the peer's fault,
/// and keeps no secret. Sizes: a plan has a scenario 1, then steps (<see cref="Step"/>), 64 at most.
/// </summary>
internal sealed class HandshakeTarget(TlsRole role) : ITarget
{
    private const int MaxSteps = 64;
    private const string Completed = "outcome complete";

    private readonly TlsRole peer = role == TlsRole.Client ? TlsRole.Server : TlsRole.Client;

    public string Name => role == TlsRole.Client ? "client" : "server";

    public IReadOnlyCollection<string> Places { get; } =
    [
        .. typeof(HandshakeState).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(HandshakeState)) && !type.IsAbstract && IsOf(type, role))
            .Select(Endpoint.NameOf),
        Completed,
    ];

    public IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        for (var i = 0; i < Scenarios.All.Count; i++)
        {
            var scenario = Scenarios.All[i];
            var catalogue = scenario.CatalogueFor(peer);
            var own = Enumerable.Range(0, scenario.CountSaidBy(peer)).ToArray();
            var later = Enumerable.Range(catalogue.Count - Scenario.CountOfLater, 5).Where(piece => role == TlsRole.Client || catalogue[piece].Message != HandshakeType.new_session_ticket);
            yield return ($"{scenario.Name}-finished-fitted", Plan(i, own, piece => catalogue[piece].Message == HandshakeType.finished));
            yield return ($"{scenario.Name}-fitted", Plan(i, own.Concat(later), _ => true));
            if (role == TlsRole.Server && scenario.Psk is null) yield return ($"{scenario.Name}-early-data", EarlyDataPlan(i, catalogue, own));
        }
    }

    public void Run(ReadOnlySpan<byte> input, Coverage coverage)
    {
        var source = new ByteSource(input);
        var scenario = Scenarios.All[source.U8() % Scenarios.All.Count];
        var catalogue = scenario.CatalogueFor(peer);
        using var endpoint = scenario.NewEndpoint(role, coverage);
        endpoint.Start();
        for (var steps = 0; steps < MaxSteps && !source.IsEmpty && endpoint.Status == HandshakeStatus.NeedInput; steps++)
        {
            var step = Step.Read(ref source, catalogue);
            endpoint.Deliver(step.IsFitted ? Fit.Of(step.Piece, endpoint, scenario) : step.Piece);
        }

        endpoint.EndInput();
        if (endpoint.Status == HandshakeStatus.Complete) Connect(endpoint, scenario, ref source, catalogue, coverage);
        else RequireSoundFailure(endpoint, coverage);
    }

    private static byte[] Plan(int scenario, IEnumerable<int> pieces, Func<int, bool> isFitted) =>
        [(byte)scenario, .. pieces.SelectMany(piece => Step.Encode(piece, isFitted(piece)))];

    /// <summary>Early data is offered in the first hello, and follows it at once. RFC 9846 4.3.10.</summary>
    private static byte[] EarlyDataPlan(int scenario, IReadOnlyList<Piece> catalogue, int[] own) =>
    [
        (byte)scenario,
        .. Step.Encode(ContentType.handshake, Hello.With(catalogue[own[0]].Content, ExtensionType.early_data)),
        .. Step.Encode(ContentType.application_data, new byte[300]),
        .. own.Skip(1).SelectMany(piece => Step.Encode(piece, isFitted: true)),
    ];

    private static bool IsOf(Type state, TlsRole role) =>
        !state.FullName!.Contains($".{(role == TlsRole.Client ? TlsRole.Server : TlsRole.Client)}.", StringComparison.Ordinal);

    private static void RequireSoundFailure(Endpoint endpoint, Coverage coverage)
    {
        var error = endpoint.Handshake.Error;
        BugException.Unless(endpoint.Status == HandshakeStatus.Failed && error is not null, $"The input has ended, and the handshake is at {endpoint.Status}.");
        BugException.Unless(error.AlertSent != AlertDescription.internal_error, $"A fault of ours: {error}");
        BugException.Unless(!endpoint.Handshake.LiveSecrets.Any(), $"It failed, and these secrets live: {string.Join(", ", endpoint.Handshake.LiveSecrets)}.");
        coverage.Reach($"outcome {error.AlertSent?.ToString() ?? "without an alert"}");
    }

    private static void Connect(Endpoint endpoint, Scenario scenario, ref ByteSource source, IReadOnlyList<Piece> catalogue, Coverage coverage)
    {
        coverage.Reach(Completed);
        coverage.Reach($"complete {scenario.Name}");
        Justification.Require(endpoint, scenario);
        using var connection = endpoint.Handshake.Establish();
        BugException.Unless(connection.Decision.IsAllowed, "It completed with a peer that was not let in.");
        ConnectionCheck.Run(endpoint, connection, ref source, catalogue, coverage);
        connection.Dispose();
        BugException.Unless(!connection.LiveSecrets.Any(), $"The connection is closed, and these secrets live: {string.Join(", ", connection.LiveSecrets)}.");
    }
}
