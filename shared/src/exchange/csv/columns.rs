//! What the columns of a table mean, by the usual spellings of their heads.

use crate::model::Part;
use crate::view::fold;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The whole name.
    Name,
    /// The given name.
    Given,
    /// Further given names.
    Middle,
    /// The family name.
    Family,
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// A part of an address.
    Address(Part),
    /// A whole address, beside which its parts may stand.
    WholeAddress,
    /// The date of birth.
    Birthday,
    /// The year of birth, where day and month have columns of their own.
    BirthYear,
    /// The month of birth.
    BirthMonth,
    /// The day of birth.
    BirthDay,
    /// Company.
    Company,
    /// As what somebody works.
    Title,
    /// Notes.
    Note,
    /// Tags, several in one cell.
    Tags,
    /// What they usually have.
    UsualOrder,
    /// How the file numbers its rows.
    Id,
    /// Which of several the value beside it is: "Phone 1 - Type".
    Which,
    /// Nothing that is wanted: somebody said so.
    LeftOut,
}

/// A column as a file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// As the file has it.
    pub title: String,
    /// What it holds; `None` where that is not known. Such cells are kept as a note.
    pub column: Option<Column>,
    /// Which of several: "home", "work", "mobile".
    pub label: Option<&'static str>,
}

/// Words of heads that say which of several, as files write them and as records have them.
const LABELS: [(&str, &str); 21] = [
    ("mobile", "mobile"),
    ("cellular", "mobile"),
    ("cell", "mobile"),
    ("handy", "mobile"),
    ("mobil", "mobile"),
    ("movil", "mobile"),
    ("mobiel", "mobile"),
    ("portable", "mobile"),
    ("home", "home"),
    ("private", "home"),
    ("privat", "home"),
    ("business", "work"),
    ("work", "work"),
    ("office", "work"),
    ("geschaftlich", "work"),
    ("mailing", ""),
    ("secondary", ""),
    ("other", ""),
    ("personal", "home"),
    ("primary", ""),
    ("main", ""),
];

/// Folded heads without anything but letters.
const HEADS: [(&str, Column); 23] = [
    (
        "name fullname displayname contactname customername customer contact person kunde \
         kundenname nomcomplet nombrecompleto volledigenaam naam client cliente klant fileas \
         nomeprenom voornaamachternaam anzeigename contactfullname",
        Column::Name,
    ),
    (
        "firstname first givenname given forename vorname prenom nombre voornaam nomdepila \
         fname",
        Column::Given,
    ),
    ("middlename additionalname secondname tweedenaam", Column::Middle),
    (
        "lastname last surname familyname family nachname familienname nom nomdefamille \
         apellido apellidos achternaam lname",
        Column::Family,
    ),
    (
        "email emailaddress emails mail mailaddress emailvalue emailadresse mailadresse \
         adresseemail adressemail courriel correo correoelectronico emailadres mailadres \
         contactemail customeremail",
        Column::Email,
    ),
    (
        "phone phonenumber phonevalue phones tel telephone telephonenumber telefon \
         telefonnummer telefono telefoon telefoonnummer number mobile mobilenumber \
         mobilephone cell cellphone handy handynummer mobiltelefon mobilnummer movil celular \
         gsm mobiel mobielnummer numerodetelephone teleph rufnummer sms whatsapp landline \
         landlinenumber contactphone customerphone",
        Column::Phone,
    ),
    (
        "street streetaddress address addressline addressstreet strasse strassehausnummer \
         strassenr adresse anschrift rue calle direccion domicilio straat adres straatnaam \
         postaladdress unit apartment hausnummer huisnummer adresszusatz \
         housenumber streetnumber addressextendedaddress addresspobox pobox addr",
        Column::Address(Part::Street),
    ),
    ("addressformatted formattedaddress fulladdress wholeaddress", Column::WholeAddress),
    (
        "suburb district neighborhood neighbourhood ortsteil stadtteil quartier barrio wijk \
         colonia",
        Column::Address(Part::Suburb),
    ),
    (
        "city town village locality addresscity ort stadt wohnort ville ciudad poblacion \
         localidad stad plaats woonplaats municipality",
        Column::Address(Part::City),
    ),
    (
        "postcode postalcode zip zipcode zippostalcode addresspostalcode plz postleitzahl codepostal cp \
         codigopostal pincode eircode",
        Column::Address(Part::Postcode),
    ),
    (
        "state province region county addressregion stateprovince bundesland provincia estado \
         provincie departement canton kanton",
        Column::Address(Part::State),
    ),
    (
        "country addresscountry countryregion land pays pais countrycode",
        Column::Address(Part::Country),
    ),
    (
        "birthday birthdate dateofbirth dob born geburtstag geburtsdatum datedenaissance \
         naissance anniversaire fechadenacimiento nacimiento cumpleanos geboortedatum \
         verjaardag",
        Column::Birthday,
    ),
    ("birthyear yearofbirth geburtsjahr", Column::BirthYear),
    ("birthmonth monthofbirth geburtsmonat", Column::BirthMonth),
    ("dayofbirth", Column::BirthDay),
    (
        "title jobtitle job position role organizationtitle organisationtitle beruf funktion \
         fonction profession puesto cargo functie",
        Column::Title,
    ),
    (
        "company companyname organisation organization organizationname organisationname org \
         business businessname employer account accountname associatedcompany firma unternehmen betrieb entreprise societe empresa \
         bedrijf bedrijfsnaam organisatie",
        Column::Company,
    ),
    (
        "note notes memo background comment comments remark remarks description notiz notizen bemerkung \
         bemerkungen kommentar remarque remarques commentaire nota notas comentario \
         comentarios notitie notities opmerking opmerkingen",
        Column::Note,
    ),
    (
        "tag tags label labels segments lists group groups groupmembership category categories kategorie \
         kategorien gruppe gruppen etiquette etiquettes etiqueta etiquetas categorie \
         categorieen groep",
        Column::Tags,
    ),
    (
        "usualorder usual order favorite favourite favouriteorder favoriteorder regularorder \
         stammbestellung bestellung ublichebestellung commandehabituelle pedidohabitual \
         gebruikelijkebestelling",
        Column::UsualOrder,
    ),
    (
        "id recid recordid uniqueid customerid squarecustomerid referenceid extid leid contactid customernumber customerno kundennummer \
         kundennr numeroclient numerodecliente klantnummer uid",
        Column::Id,
    ),
];

impl Head {
    /// Reads a column's head.
    pub fn new(title: &str) -> Self {
        let folded = fold(title);
        let words: Vec<&str> = folded
            .split(|letter: char| !letter.is_alphabetic())
            .filter(|word| !word.is_empty())
            .collect();
        let label_of = |word: &str| {
            LABELS.iter().find(|(spelling, _)| *spelling == word).map(|(_, label)| *label)
        };
        let label = words.iter().find_map(|word| label_of(word)).filter(|label| !label.is_empty());
        let find = |joined: &str| {
            HEADS
                .iter()
                .find(|(heads, _)| heads.split(' ').any(|head| head == joined))
                .map(|(_, column)| *column)
        };
        let bare: String = words.iter().copied().filter(|word| label_of(word).is_none()).collect();
        let says_which = title.rsplit_once(" - ").is_some_and(|(_, last)| {
            ["type", "label"].contains(&last.trim().to_lowercase().as_str())
        });
        let column = if says_which {
            Some(Column::Which)
        } else {
            find(&words.concat()).or_else(|| find(&bare))
        };
        let has_several = matches!(
            column,
            Some(Column::Email | Column::Phone | Column::Address(_) | Column::WholeAddress)
        );
        Self { title: title.trim().to_owned(), column, label: label.filter(|_| has_several) }
    }

    /// What the columns of one thing have in common: "Phone 1" of "Phone 1 - Type".
    pub fn group(&self) -> &str {
        self.title.rsplit_once(" - ").map_or(&self.title, |(group, _)| group)
    }

    /// Whether it is called "Title" and no more, which may mean "Dr." and may mean "Baker".
    pub fn is_bare_title(&self) -> bool {
        self.title.eq_ignore_ascii_case("title")
    }

    /// Whether this column alone can say who a row is about.
    pub fn identifies(&self) -> bool {
        use Column::{Company, Email, Family, Given, Name, Phone};
        matches!(self.column, Some(Name | Given | Family | Email | Phone | Company))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_known_in_their_usual_spellings() {
        let check = |title: &str, column, label: Option<&str>| {
            let head = Head::new(title);
            assert_eq!((head.column, head.label), (column, label), "{title}");
        };
        check("first_name", Some(Column::Given), None);
        check(" Last Name ", Some(Column::Family), None);
        check("E-Mail", Some(Column::Email), None);
        check("E-mail 2 - Value", Some(Column::Email), None);
        check("Home Phone", Some(Column::Phone), Some("home"));
        check("Mobile", Some(Column::Phone), Some("mobile"));
        check("Business Street 2", Some(Column::Address(Part::Street)), Some("work"));
        check("street2", Some(Column::Address(Part::Street)), None);
        check("Straße", Some(Column::Address(Part::Street)), None);
        check("Prénom", Some(Column::Given), None);
        check("Correo electrónico", Some(Column::Email), None);
        check("birth_date", Some(Column::Birthday), None);
        check("Business", Some(Column::Company), None);
        check("Phone 1 - Type", Some(Column::Which), None);
        check("Address 1 - Formatted", Some(Column::WholeAddress), None);
        check("Mailing Zip/Postal Code", Some(Column::Address(Part::Postcode)), None);
        check("Secondary Email", Some(Column::Email), None);
        check("email_work", Some(Column::Email), Some("work"));
        check("Job Title", Some(Column::Title), None);
        check("Shoe size", None, None);
        check("", None, None);
    }
}
