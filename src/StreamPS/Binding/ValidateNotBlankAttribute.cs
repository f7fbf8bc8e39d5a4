using System.Management.Automation;

namespace StreamPS.Binding;

/// <summary>Refuses texts that are empty or white space. PowerShell has this built in from 7.4 on.</summary>
public sealed class ValidateNotBlankAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object element)
    {
        if (string.IsNullOrWhiteSpace(LanguagePrimitives.ConvertTo<string>(element)))
            throw new ValidationMetadataException("The text is empty: there is nothing to ask.");
    }
}
