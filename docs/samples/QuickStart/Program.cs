using System;
using StreamPS;

var client = new ChatClient(ChatProviders.Get("Demo"));
string prompt = args.Length > 0 ? string.Join(' ', args) : "Explain server-sent events";

await foreach (var delta in client.Stream(prompt))
    Console.Write(delta);

Console.WriteLine();
