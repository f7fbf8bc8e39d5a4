using System;

namespace StreamPS;

/// <summary>What a provider's models can do as a rule. A single model may be able to do less.</summary>
[Flags]
public enum ChatCapabilities
{
    /// <summary>Text, and nothing else that is known.</summary>
    None = 0,

    /// <summary>Models can ask for tools to be called.</summary>
    Tools = 1,

    /// <summary>Messages can have images.</summary>
    Images = 2,

    /// <summary>Answers can be held to a JSON schema.</summary>
    JsonSchema = 4,

    /// <summary>One request can have several replies (n).</summary>
    SeveralReplies = 8,

    /// <summary>Models show their reasoning.</summary>
    Reasoning = 16,

    /// <summary>Answers can be held to JSON, though not to a schema.</summary>
    JsonObject = 32,
}
