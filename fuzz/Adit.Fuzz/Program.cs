using Adit.Fuzz;

return args switch
{
    ["list"] => Commands.List(),
    ["corpus", var folder] => Commands.WriteCorpus(folder),
    ["run", var name] when Targets.Find(name) is { } target => Commands.Run(target),
    ["replay", var name, .. { Length: > 0 } paths] when Targets.Find(name) is { } target => Commands.Replay(target, paths),
    ["mutate", var name, var count, var folder] when Targets.Find(name) is { } target => Commands.Mutate(target, int.Parse(count), folder),
    _ => Commands.Usage(),
};
