using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace StreamPS.LoopbackServer;

/// <summary>The JSON of the control API: generated to start quickly, and strict because a misspelt step makes a test that tests nothing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(List<ReplyDocument>))]
[JsonSerializable(typeof(List<RequestDocument>))]
[JsonSerializable(typeof(ClockDocument))]
[JsonSerializable(typeof(ConnectionsDocument))]
[JsonSerializable(typeof(ErrorDocument))]
internal sealed partial class ControlJson : JsonSerializerContext;
