namespace Adit.Tls.Certificates.Names;

/// <summary>The forms of a GeneralName, by the tag in the DER. References: RFC 5280 4.2.1.6.</summary>
internal enum GeneralNameForm
{
    OtherName = 0,
    Rfc822Name = 1,
    DnsName = 2,
    X400Address = 3,
    DirectoryName = 4,
    EdiPartyName = 5,
    UniformResourceIdentifier = 6,
    IpAddress = 7,
    RegisteredId = 8,
}

/// <summary>What the forms are called.</summary>
internal static class GeneralNameForms
{
    /// <summary>The name in RFC 5280, as a sentence has it.</summary>
    public static string Name(this GeneralNameForm form) => form switch
    {
        GeneralNameForm.OtherName => "otherName",
        GeneralNameForm.Rfc822Name => "rfc822Name",
        GeneralNameForm.DnsName => "dNSName",
        GeneralNameForm.X400Address => "x400Address",
        GeneralNameForm.DirectoryName => "directoryName",
        GeneralNameForm.EdiPartyName => "ediPartyName",
        GeneralNameForm.UniformResourceIdentifier => "uniformResourceIdentifier",
        GeneralNameForm.IpAddress => "iPAddress",
        _ => "registeredID",
    };
}
