using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace StreamPS.Binding;

/// <summary>Makes actions of a dictionary of patterns and script blocks, in its order.</summary>
internal sealed class MatchActionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => PlainObject(inputData) switch
    {
        IDictionary actions => actions.Cast<DictionaryEntry>().Select(Read).ToArray(),
        MatchAction[] actions => actions,
        _ => throw new ArgumentTransformationMetadataException("Actions are a hashtable of patterns and script blocks: @{ 'pattern' = { ... } }."),
    };

    private static object PlainObject(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static MatchAction Read(DictionaryEntry entry)
    {
        if (PlainObject(entry.Value!) is not ScriptBlock action)
            throw new ArgumentTransformationMetadataException($"The pattern '{entry.Key}' has no script block: write @{{ 'pattern' = {{ ... }} }}.");

        return new MatchAction(entry.Key as Regex ?? ReadPattern(LanguagePrimitives.ConvertTo<string>(entry.Key)), action);
    }

    private static Regex ReadPattern(string pattern)
    {
        try
        {
            return new Regex(pattern);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
