using Adit.Cli;

ProcessStreams.OpenClosed();
return await AditCommand.InvokeAsync(args, Shell.OfProcess()).ConfigureAwait(false);
