using System;
using System.Linq;
using StreamPS.Relay.Http;

namespace StreamPS.Relay;

/// <summary>
/// Takes requests whose body is JSON and says so. That is more than tidiness: a browser lets a page of any origin send text to any address, but
/// asks first when it's JSON.
/// </summary>
internal static class JsonContentType
{
    /// <exception cref="HttpRefusal">The body is something else.</exception>
    public static void Check(HttpRequestHead request)
    {
        string[] parts = (request.Header("Content-Type") ?? "").Split(';').Select(part => part.Trim()).ToArray();
        bool isJson = parts[0].Equals("application/json", StringComparison.OrdinalIgnoreCase) && parts.Skip(1).All(IsUtf8);
        if (!isJson)
            throw new HttpRefusal(415, "The Content-Type has to be application/json, in UTF-8.");
        if (request.Header("Content-Encoding") is { } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            throw new HttpRefusal(415, "The body can't be compressed.");
    }

    private static bool IsUtf8(string parameter)
    {
        string[] sides = parameter.Split('=');
        return sides.Length == 2
            && sides[0].Trim().Equals("charset", StringComparison.OrdinalIgnoreCase)
            && sides[1].Trim().Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);
    }
}
