using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace StreamPS.Commands;

/// <summary>Shows a request instead of sending it, for -WhatIf, or asks before it's sent, for -Confirm.</summary>
internal sealed class RequestConfirmation
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly PSCmdlet _command;
    private readonly ChatClient _client;
    private readonly PipelineThread _pipeline;
    private readonly bool _isWanted;

    public RequestConfirmation(PSCmdlet command, ChatClient client, PipelineThread pipeline)
    {
        _command = command;
        _client = client;
        _pipeline = pipeline;
        _isWanted = command.MyInvocation.BoundParameters.ContainsKey("Confirm") || IsWhatIf(command);
    }

    /// <summary>Whether a command is only to show what it would do.</summary>
    public static bool IsWhatIf(PSCmdlet command) => command.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? value)
        ? value is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.IsTrue(command.GetVariableValue("WhatIfPreference"));

    /// <summary>True when the request may be sent.</summary>
    /// <exception cref="ChatException">It can't be sent as it is.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool IsGiven(ChatRequest request, CancellationToken cancellationToken) =>
        !_isWanted || _command.ShouldProcess(Describe(request, cancellationToken), "Send this request?", "Invoke");

    private string Describe(ChatRequest request, CancellationToken cancellationToken)
    {
        var preview = _client.Preview(request);
        string headers = string.Concat(preview.Headers.Select(header => $"{header.Key}: {header.Value}\n"));
        return $"POST {preview.Address}\n{headers}\n{Indent(preview.Body)}\n\n{CountTokens(request, cancellationToken)}";
    }

    private string CountTokens(ChatRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var count = _pipeline.WaitFor(new ValueTask<ChatTokenCount>(_client.CountTokensAsync(request, cancellationToken)));
            return $"{count.TotalTokens} tokens, counted by {count.Source}";
        }
        catch (ChatException exception)
        {
            return $"Tokens unknown: {exception.Message}";
        }
    }

    private static string Indent(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var indented = new MemoryStream();
        using (var writer = new Utf8JsonWriter(indented, Indented))
            document.WriteTo(writer);
        return Encoding.UTF8.GetString(indented.ToArray());
    }
}
