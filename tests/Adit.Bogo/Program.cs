using Adit.Bogo;

if (args is ["-is-handshaker-supported"])
{
    Console.WriteLine("No");
    return ExitCode.Success;
}

try
{
    var flags = ShimFlags.Parse(args);
    var sessions = new ShimSessions();
    for (var connection = 0; connection < flags.Connections; connection++) await new Exchange(flags.Of(connection), sessions, mayResume: connection > 0).RunAsync();
    return ExitCode.Success;
}
catch (UnimplementedException unimplemented)
{
    Console.Error.WriteLine(unimplemented.Message);
    return ExitCode.Unimplemented;
}
catch (Exception error)
{
    // Whatever it was: the runner judges by the text whether this is the failure it wanted.
    Console.Error.WriteLine(FailureText.Of(error));
    return ExitCode.Failure;
}
