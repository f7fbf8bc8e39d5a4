using System;
using System.Collections;
using System.Management.Automation;
using System.Security;
using StreamPS.Binding;
using StreamPS.Commands;

namespace StreamPS.Completion;

/// <summary>A command line that is being written: which service it will ask, and how, as far as it says so already.</summary>
internal sealed class CommandLine
{
    private static readonly ApiKeyTransformationAttribute KeyTransformation = new();

    private readonly IDictionary _bound;

    /// <param name="bound">The parameters whose values are known without running anything.</param>
    public CommandLine(IDictionary bound)
    {
        _bound = bound;
    }

    /// <summary>The service.</summary>
    /// <exception cref="ChatException">None is meant, or it can't be found out which.</exception>
    /// <exception cref="PSInvalidCastException">A value is no address or no wire format.</exception>
    public ProviderChoice ChooseProvider() => ProviderChoice.Make(Get<string>("Provider"), Get<Uri>("BaseUri"), Get<ChatProtocol?>("Protocol"));

    /// <summary>A client for the service. It asks nobody for a key that isn't at hand.</summary>
    /// <exception cref="ChatException">There is no key, or what is given can't be sent.</exception>
    /// <exception cref="PSInvalidCastException">A value is no header or no key.</exception>
    public ChatClient CreateClient(ProviderChoice choice) => new(choice.Provider, new ChatClientOptions
    {
        ApiKey = _bound["ApiKey"] is { } key ? ReadKey(key) : KeySource.FindSilently(choice),
        Headers = HeaderTable.Read(Get<IDictionary>("Headers"), choice.Profile?.Headers),
        Connection = new ConnectionOptions { Proxy = Get<Uri>("Proxy"), SkipCertificateCheck = Get<SwitchParameter>("SkipCertificateCheck") },
        Retry = ChatRetryOptions.None,
    });

    private T? Get<T>(string parameter) => _bound[parameter] is { } value ? LanguagePrimitives.ConvertTo<T>(value) : default;

    private static ApiKey ReadKey(object value) => new(LanguagePrimitives.ConvertTo<SecureString>(KeyTransformation.Transform(null!, value)));
}
