namespace Adit.Tls.Tests.Handshake.StateMachine;

/// <summary>What a record is under: nothing, or the keys of one end at one stage. Compared by reference.</summary>
internal sealed class Level(string name, byte[]? secret)
{
    public static Level Plain { get; } = new("nothing", null);

    /// <summary>The traffic secret; null where there is none.</summary>
    public byte[]? Secret => secret;

    public override string ToString() => name;
}
