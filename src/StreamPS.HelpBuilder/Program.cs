using System;
using System.Collections.Generic;
using System.IO;
using StreamPS.HelpBuilder;

const int Success = 0;
const int ProblemsFound = 1;
const int WrongUsage = 2;

HelpOptions options;
try
{
    options = HelpOptions.Parse(args);
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine($"HelpBuilder: error HELP000: {wrong.Message}");
    Console.Error.WriteLine(HelpOptions.Usage);
    return WrongUsage;
}

try
{
    IReadOnlyList<HelpProblem> problems = HelpBuild.Run(options);
    foreach (HelpProblem problem in problems) Console.Error.WriteLine(problem);
    return problems.Count == 0 ? Success : ProblemsFound;
}
catch (Exception unreadable) when (unreadable is FileNotFoundException or FileLoadException or BadImageFormatException)
{
    Console.Error.WriteLine($"HelpBuilder: error HELP000: {options.Assembly} can't be read; is a --reference missing? {unreadable.Message}");
    return WrongUsage;
}
