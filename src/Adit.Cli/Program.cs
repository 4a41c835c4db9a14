using Adit.Cli;

return await AditCommand.InvokeAsync(args, Shell.OfProcess()).ConfigureAwait(false);
