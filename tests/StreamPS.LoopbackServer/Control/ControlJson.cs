using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace StreamPS.LoopbackServer;

/// <summary>The JSON of the control API. Generated, because reflection would cost the executable a third of its start-up time; strict, because a misspelt step is a test that tests nothing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(List<ReplyDocument>))]
[JsonSerializable(typeof(List<RequestDocument>))]
[JsonSerializable(typeof(ClockDocument))]
[JsonSerializable(typeof(ConnectionsDocument))]
[JsonSerializable(typeof(ErrorDocument))]
internal sealed partial class ControlJson : JsonSerializerContext;
