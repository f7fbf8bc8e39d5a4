using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;

namespace StreamPS.Conversation;

/// <summary>Reads what somebody types, up to the end of the message.</summary>
internal interface ILineReader
{
    /// <summary>How to type more lines than one.</summary>
    string Hint { get; }

    /// <summary>Whether it reads key by key. Then Ctrl+C is a key, too, and <see cref="Read"/> can begin with a text that is changed.</summary>
    bool ReadsKeys { get; }

    /// <summary>Begins a conversation.</summary>
    /// <param name="command">The command that reads.</param>
    /// <param name="complete">What a line could become that begins like this.</param>
    /// <param name="stopToken">Ends reading.</param>
    void Begin(PSCmdlet command, Func<string, IReadOnlyList<string>> complete, CancellationToken stopToken);

    /// <summary>Takes a key that was pressed before, while nobody was reading.</summary>
    void Take(ConsoleKeyInfo key);

    /// <summary>Offers these messages as the ones that were typed before, oldest first.</summary>
    void Remember(IReadOnlyList<string> messages);

    /// <summary>Shows the prompt and reads.</summary>
    /// <param name="text">What stands there to begin with.</param>
    LineInput Read(string text);
}
