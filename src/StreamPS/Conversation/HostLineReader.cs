using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;
using System.Threading;

namespace StreamPS.Conversation;

/// <summary>Reads by the host's own means: line by line, where a mark says that another one follows.</summary>
internal sealed class HostLineReader : ILineReader
{
    private const string Quotes = "\"\"\"";

    private readonly PSHostUserInterface _host;

    public HostLineReader(PSHostUserInterface host)
    {
        _host = host;
    }

    public string Hint => "a \\ at its end continues a line; \"\"\" begins and ends several lines";

    public bool ReadsKeys => false;

    public void Begin(PSCmdlet command, Func<string, IReadOnlyList<string>> complete, CancellationToken stopToken)
    {
        // The host's own reading is stopped by the host, and completes nothing.
    }

    public void Take(ConsoleKeyInfo key)
    {
        // The host has no way to be given keys.
    }

    public void Remember(IReadOnlyList<string> messages)
    {
        // The console has a history of its own.
    }

    public LineInput Read(string text)
    {
        if (ReadLine(LinePrompt.First) is not { } line)
            return LineInput.Ended;
        if (line.TrimStart().StartsWith(Quotes, StringComparison.Ordinal))
            return LineInput.Of(ReadQuoted(line.TrimStart().Substring(Quotes.Length)));

        var message = new StringBuilder();
        while (LinePrompt.IsContinued(line))
        {
            message.Append(line, 0, line.Length - 1).Append('\n');
            line = ReadLine(LinePrompt.Next) ?? "";
        }

        return LineInput.Of(message.Append(line).ToString());
    }

    private string ReadQuoted(string first)
    {
        var message = new StringBuilder();
        for (string? line = first; line is not null; line = ReadLine(LinePrompt.Next))
        {
            int end = line.IndexOf(Quotes, StringComparison.Ordinal);
            if (end >= 0)
                return message.Append(line, 0, end).ToString();
            if (message.Length > 0 || line.Length > 0)
                message.Append(line).Append('\n');
        }

        return message.ToString();
    }

    private string? ReadLine(string prompt)
    {
        _host.Write(prompt);
        return _host.ReadLine();
    }
}
