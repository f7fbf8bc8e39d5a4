using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamPS.Tools;

/// <summary>Makes the schema of a command's parameters.</summary>
internal sealed class CommandParameters
{
    private static readonly JsonSerializerOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CommandInfo _command;
    private readonly string _name;
    private readonly string? _setName;
    private readonly CommandHelp _help;

    /// <param name="command">The command.</param>
    /// <param name="name">What its user calls it.</param>
    /// <param name="setName">The parameter set to offer; null takes the default one.</param>
    /// <param name="help">What its help says.</param>
    public CommandParameters(CommandInfo command, string name, string? setName, CommandHelp help)
    {
        _command = command;
        _name = name;
        _setName = setName;
        _help = help;
    }

    /// <summary>The schema.</summary>
    /// <param name="names">The parameters to offer; none offers all that a model can give.</param>
    /// <exception cref="ChatInputException">A parameter is needed or wanted that no model can give, or there is none of a name.</exception>
    public JsonSchema ToSchema(IReadOnlyList<string> names)
    {
        var offered = Choose(names);
        var properties = new Dictionary<string, object?>();
        var required = new List<string>();
        foreach (var parameter in offered)
        {
            if (Describe(parameter) is { } schema)
                properties[parameter.Name] = schema;
            else if (parameter.IsMandatory || names.Count > 0)
                throw Invalid($"The parameter '{parameter.Name}' of {_name} is a {parameter.ParameterType.Name}, which no model can give: wrap the command in a function that fills it in.");
            if (parameter.IsMandatory)
                required.Add(parameter.Name);
        }

        var definition = new Dictionary<string, object?> { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
            definition["required"] = required;
        definition["additionalProperties"] = false;
        return JsonSchema.Parse(JsonSerializer.Serialize(definition, PlainText));
    }

    private CommandParameterInfo[] Choose(IReadOnlyList<string> names)
    {
        var parameters = FindSet().Parameters.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name)).ToArray();
        foreach (string name in names)
        {
            if (!parameters.Any(parameter => Is(parameter, name)))
                throw Invalid($"{_name} has no parameter '{name}' to offer. It has {string.Join(", ", parameters.Select(parameter => parameter.Name))}.");
        }

        if (parameters.FirstOrDefault(parameter => names.Count > 0 && parameter.IsMandatory && !names.Any(name => Is(parameter, name))) is { } missing)
            throw Invalid($"{_name} can't be called without its parameter '{missing.Name}': add it to -Parameter.");
        return parameters.Where(parameter => names.Count == 0 ? !IsHidden(parameter) : names.Any(name => Is(parameter, name))).ToArray();
    }

    private CommandParameterSetInfo FindSet()
    {
        var sets = _command.ParameterSets;
        if (_setName is null)
            return sets.FirstOrDefault(set => set.IsDefault) ?? sets.First();

        return sets.FirstOrDefault(set => set.Name.Equals(_setName, StringComparison.OrdinalIgnoreCase))
            ?? throw Invalid($"{_name} has no parameter set '{_setName}'. It has {string.Join(", ", sets.Select(set => set.Name))}.");
    }

    private Dictionary<string, object?>? Describe(CommandParameterInfo parameter)
    {
        var schema = TypeSchema.Of(parameter.ParameterType, isAnswer: false);
        if (schema is null)
            return null;

        ValidationSchema.Add(schema, parameter.ParameterType, parameter.Attributes);
        string description = _help.OfParameter(parameter.Name);
        if (description.Length == 0)
            description = parameter.HelpMessage ?? "";
        if (description.Length > 0)
            schema["description"] = description;
        return schema;
    }

    private static bool Is(CommandParameterInfo parameter, string name) => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsHidden(CommandParameterInfo parameter) => !parameter.IsMandatory && parameter.Attributes.OfType<ParameterAttribute>().Any(attribute => attribute.DontShow);

    private static ChatInputException Invalid(string message) => new(ChatErrorKind.InvalidRequest, message);
}
